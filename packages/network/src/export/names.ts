import { ValueError } from "@espalier/tensor";

/** Which names a function can have in a language. */
export interface Names {
  /** Two characters at least: a single letter is for the program's own names. */
  readonly form: RegExp;
  readonly expected: string;
  /** Names of the form that mean something else. */
  readonly isTaken: (name: string) => boolean;
}

const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.join(" ").split(" "));

/** Each name, and with f and l at its end, as math.h and complex.h have a function for each precision. */
const forEachPrecision = (names: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(Array.from(names).flatMap((name) => [name, `${name}f`, `${name}l`]));

const keywordsOfC = words(
  "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict",
  "return short signed sizeof static struct switch typedef union unsigned void volatile while",
  "alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual", // since C11 and C23
  "asm catch class concept const_cast consteval constinit co_await co_return co_yield decltype delete dynamic_cast explicit export",
  "friend mutable namespace new noexcept operator private protected public reinterpret_cast requires static_cast template this throw",
  "try typeid typename using virtual char8_t char16_t char32_t", // of C++, which includes such headers too
  "main linux unix", // the program's own function, and what some compilers define
);

/** The names that the headers of C99 declare or define, and other common ones. @see ISO/IEC 9899:1999, annex B */
const libraryOfC = words(
  "assert offsetof errno NULL NAN INFINITY DECIMAL_DIG BUFSIZ EOF FILE L_tmpnam TMP_MAX CLOCKS_PER_SEC WEOF MB_CUR_MAX MB_LEN_MAX",
  "and and_eq bitand bitor compl not not_eq or or_eq xor xor_eq complex imaginary noreturn",
  "isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit tolower toupper isascii toascii",
  "feclearexcept fegetexceptflag feraiseexcept fesetexceptflag fetestexcept fegetround fesetround fegetenv feholdexcept fesetenv",
  "feupdateenv feenableexcept fedisableexcept fegetexcept fenv_t fexcept_t imaxabs imaxdiv imaxdiv_t strtoimax strtoumax wcstoimax",
  "wcstoumax lconv localeconv setlocale jmp_buf setjmp longjmp sigsetjmp siglongjmp raise signal sigaction va_arg va_copy va_end",
  "va_list va_start ptrdiff_t size_t ssize_t wchar_t max_align_t double_t float_t signgam math_errhandling",
  "fpclassify isfinite isinf isnan isnormal signbit isgreater isgreaterequal isless islessequal islessgreater isunordered",
  "isinff isinfl isnanf isnanl",
  "clearerr fclose feof ferror fflush fgetc fgetpos fgets fopen fpos_t fprintf fputc fputs fread freopen fscanf fseek fsetpos ftell",
  "fwrite getc getchar gets perror printf putc putchar puts remove rename rewind scanf setbuf setvbuf snprintf sprintf sscanf stderr",
  "stdin stdout tmpfile tmpnam ungetc vfprintf vfscanf vprintf vscanf vsnprintf vsprintf vsscanf asprintf vasprintf dprintf vdprintf",
  "fdopen fileno fseeko ftello getdelim getline getw putw pclose popen renameat tempnam fmemopen open_memstream setbuffer setlinebuf",
  "flockfile funlockfile ftrylockfile",
  "abort abs atexit atof atoi atol atoll bsearch calloc div div_t exit free getenv labs ldiv ldiv_t llabs lldiv lldiv_t malloc mblen",
  "mbstowcs mbtowc qsort quick_exit rand realloc srand strtod strtof strtol strtold strtoll strtoul strtoull system wcstombs wctomb",
  "aligned_alloc at_quick_exit alloca clearenv putenv setenv unsetenv realpath random srandom initstate setstate drand48 erand48",
  "lrand48 nrand48 mrand48 jrand48 srand48 seed48 lcong48 mkstemp mkdtemp mktemp mkstemps posix_memalign reallocarray rand_r on_exit",
  "a64l l64a ecvt fcvt gcvt rpmatch getloadavg getsubopt arc4random arc4random_buf arc4random_uniform",
  "memchr memcmp memcpy memmove memset strcat strchr strcmp strcoll strcpy strcspn strerror strlen strncat strncmp strncpy strpbrk",
  "strrchr strspn strstr strtok strxfrm bcmp bcopy bzero ffs ffsl ffsll index rindex memccpy memmem mempcpy stpcpy stpncpy",
  "strcasecmp strncasecmp strdup strndup strnlen strsep strsignal strtok_r strerror_r strlcpy strlcat explicit_bzero",
  "asctime clock clock_t ctime difftime gmtime localtime mktime strftime time time_t tm asctime_r ctime_r gmtime_r localtime_r timegm",
  "timelocal timespec timespec_get timer_t timezone daylight tzname tzset nanosleep stime dysize clockid_t clock_getres clock_gettime",
  "clock_settime clock_nanosleep timer_create timer_delete timer_settime timer_gettime timer_getoverrun",
  "btowc fgetwc fgetws fputwc fputws fwide fwprintf fwscanf getwc getwchar mbrlen mbrtowc mbsinit mbsrtowcs mbstate_t putwc putwchar",
  "swprintf swscanf ungetwc vfwprintf vfwscanf vswprintf vswscanf vwprintf vwscanf wcrtomb wcscat wcschr wcscmp wcscoll wcscpy wcscspn",
  "wcsftime wcslen wcsncat wcsncmp wcsncpy wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstok wcstol wcstold wcstoll",
  "wcstoul wcstoull wcsxfrm wctob wint_t wmemchr wmemcmp wmemcpy wmemmove wmemset wprintf wscanf wcsdup wcsnlen wcwidth wcswidth",
  "mbsnrtowcs wcsnrtombs wcpcpy wcpncpy wcscasecmp wcsncasecmp open_wmemstream",
  "iswalnum iswalpha iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit towctrans",
  "towlower towupper wctrans wctrans_t wctype wctype_t",
  "sigaddset sigdelset sigemptyset sigfillset sigismember sigblock sigmask sigpending sigprocmask sigqueue sigsuspend sigval sigwait",
  "kill killpg psignal gsignal ssignal select pselect read write open close link unlink pipe fork exec wait sleep alarm pause", // POSIX
);

const mathOfC = forEachPrecision(
  words(
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin fmod",
    "frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter nexttoward pow",
    "remainder remquo rint round scalbln scalbn sin sinh sqrt tan tanh tgamma trunc exp10 gamma lgamma_r j0 j1 jn y0 y1 yn drem",
    "finite scalb significand sincos",
    "cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog conj cpow cproj creal csin csinh csqrt ctan ctanh",
    "cerf cerfc cexp2 cexpm1 clog10 clog1p clog2 clgamma ctgamma", // for which complex.h keeps their names
  ),
);

/** Macros that belong to families of names, and types, which POSIX ends in _t. @see ISO/IEC 9899:1999, 7.26 */
const familiesOfC =
  /^(E[0-9A-Z]|(FE|LC|FLT|DBL|LDBL|MATH|FP|SEEK|SA|SI|SS|SIG|SIGEV|CLOCK|CLD|TIMER|M|FD|POLL|BUS|FPE|ILL|SEGV)_|SIG[A-Z]|PRI[a-zX]|SCN[a-zX]|U?INT(\d|_|MAX|PTR)|HUGE_VAL|CMPLX|[A-Z_]+_(MIN|MAX|BIT|WIDTH)$|\w+_t$)/;

export const namesOfC: Names = {
  form: /^[A-Za-z]\w{1,62}$/, // no _ in front, which is for the compiler; C99 distinguishes 63 characters
  expected: "a name of 2 to 63 letters, digits and _, the first a letter, that C and its library do not use",
  isTaken: (name) =>
    keywordsOfC.has(name) || libraryOfC.has(name) || mathOfC.has(name) || familiesOfC.test(name),
};

const wordsOfJavaScript = words(
  "await break case catch class const continue debugger default delete do else enum export extends false finally for function if",
  "implements import in instanceof interface let new null package private protected public return static super switch this throw true",
  "try typeof var void while with yield arguments eval undefined NaN Infinity",
  "Float32Array Float64Array Math RangeError Uint8Array atob", // which the program uses
  "then", // import() would call it
);

export const namesOfJavaScript: Names = {
  form: /^[A-Za-z_]\w+$/,
  expected:
    "a name of letters, digits and _, two at least, the first no digit, that neither JavaScript nor the program uses",
  isTaken: (name) => wordsOfJavaScript.has(name),
};

/** @throws ValueError when a function of {@link toC} cannot have that name */
export const checkNameOfC = (who: string, name: string): void => checkName(who, name, namesOfC);

/** @throws ValueError when a function of {@link toJavaScript} cannot have that name */
export const checkNameOfJavaScript = (who: string, name: string): void =>
  checkName(who, name, namesOfJavaScript);

/** @throws ValueError when a function cannot have that name */
export function checkName(who: string, name: string, { form, expected, isTaken }: Names): void {
  // The type promises a text; a caller in JavaScript does not.
  if (typeof name !== "string" || !form.test(name) || isTaken(name))
    throw new ValueError(who, expected, name);
}
