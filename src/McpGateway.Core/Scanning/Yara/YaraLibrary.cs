using System.Runtime.InteropServices;

namespace McpGateway.Core.Scanning.Yara;

/// <summary>
/// The functions of libyara 4 that are used, of the library that the operating system has. Rules are compiled from text alone: what an
/// operator's rule includes is not read, and nothing but strings that were passed in is scanned.
/// </summary>
internal sealed class YaraLibrary
{
    public const int Success = 0;
    public const int ScanTimeout = 26;
    public const int RuleMatching = 1;
    public const int Continue = 0;
    public const int Abort = 1;
    public const int LevelError = 0;

    /// <summary>Library, and where the name of a rule is in its structure.</summary>
    private static readonly (string Name, int RuleName)[] Candidates =
    [
        ("libyara.so.9", 8), ("libyara.so.10", 16), ("libyara.10.dylib", 16), ("libyara.9.dylib", 8),
    ];

    private static readonly Lazy<(YaraLibrary? Library, string? Problem)> Shared = new(Load);

    private readonly int _ruleName;

    private YaraLibrary(nint handle, string name, int ruleName)
    {
        FileName = name;
        _ruleName = ruleName;
        Initialise = Function<InitialiseFunction>(handle, "yr_initialize");
        CreateCompiler = Function<CreateCompilerFunction>(handle, "yr_compiler_create");
        DestroyCompiler = Function<DestroyFunction>(handle, "yr_compiler_destroy");
        SetCompilerCallback = Function<SetCompilerCallbackFunction>(handle, "yr_compiler_set_callback");
        SetIncludeCallback = Function<SetIncludeCallbackFunction>(handle, "yr_compiler_set_include_callback");
        AddString = Function<AddStringFunction>(handle, "yr_compiler_add_string");
        GetRules = Function<GetRulesFunction>(handle, "yr_compiler_get_rules");
        ScanMemory = Function<ScanMemoryFunction>(handle, "yr_rules_scan_mem");
        DestroyRules = Function<DestroyRulesFunction>(handle, "yr_rules_destroy");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void CompilerCallback(int level, nint file, int line, nint rule, nint message, nint userData);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int ScanCallback(nint context, int message, nint data, nint userData);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int CreateCompilerFunction(out nint compiler);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void DestroyFunction(nint compiler);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void SetCompilerCallbackFunction(nint compiler, CompilerCallback callback, nint userData);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void SetIncludeCallbackFunction(nint compiler, nint callback, nint free, nint userData);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int AddStringFunction(nint compiler, nint rules, nint space);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int GetRulesFunction(nint compiler, out nint rules);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int ScanMemoryFunction(
        nint rules, nint buffer, nuint size, int flags, ScanCallback callback, nint userData, int timeout);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int DestroyRulesFunction(nint rules);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int InitialiseFunction();

    /// <summary>The file that was loaded.</summary>
    public string FileName { get; }

    public CreateCompilerFunction CreateCompiler { get; }

    public DestroyFunction DestroyCompiler { get; }

    public SetCompilerCallbackFunction SetCompilerCallback { get; }

    public SetIncludeCallbackFunction SetIncludeCallback { get; }

    public AddStringFunction AddString { get; }

    public GetRulesFunction GetRules { get; }

    public ScanMemoryFunction ScanMemory { get; }

    public DestroyRulesFunction DestroyRules { get; }

    private InitialiseFunction Initialise { get; }

    /// <summary>The library, loaded and initialised once for the process; null with the reason when it is not there.</summary>
    public static YaraLibrary? Find(out string? problem)
    {
        (var library, problem) = Shared.Value;
        return library;
    }

    /// <summary>What a matching rule is called and says of itself. Only within a scan's callback.</summary>
    public YaraMatch MatchOf(nint rule) => new(
        Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(rule, _ruleName)) ?? "",
        MetaOf(Marshal.ReadIntPtr(rule, _ruleName + (2 * nint.Size))));

    private static Dictionary<string, string> MetaOf(nint meta)
    {
        const int IntegerType = 1;
        const int StringType = 2;
        const int LastInRule = 1;
        const int Most = 64;
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var count = 0; meta != 0 && count < Most; count++)
        {
            var type = Marshal.ReadInt32(meta, (2 * nint.Size) + 8);
            var value = type == StringType ? Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(meta, nint.Size))
                : type == IntegerType
                    ? Marshal.ReadInt64(meta, 2 * nint.Size).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : null;
            if (Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(meta)) is { } name && value is not null)
            {
                values[name] = value;
            }

            if ((Marshal.ReadInt32(meta, (2 * nint.Size) + 12) & LastInRule) != 0)
            {
                break;
            }

            meta += (2 * nint.Size) + 16;
        }

        return values;
    }

    private static T Function<T>(nint handle, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(handle, name));

    private static (YaraLibrary? Library, string? Problem) Load()
    {
        foreach (var (name, ruleName) in Candidates)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                try
                {
                    var library = new YaraLibrary(handle, name, ruleName);
                    var code = library.Initialise();
                    return code == Success ? (library, null) : (null, $"{name} cannot be initialised (error {code})");
                }
                catch (EntryPointNotFoundException)
                {
                    return (null, $"{name} is not a libyara 4");
                }
            }
        }

        return (null, "libyara is not installed (Debian: libyara9)");
    }
}

/// <summary>A rule that matched.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Meta">What its <c>meta</c> section says.</param>
internal sealed record YaraMatch(string Rule, IReadOnlyDictionary<string, string> Meta);
