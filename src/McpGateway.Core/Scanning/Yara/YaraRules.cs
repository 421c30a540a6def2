using System.Runtime.InteropServices;
using System.Text;

namespace McpGateway.Core.Scanning.Yara;

/// <summary>
/// The compiled rules of one file. Scans may run at the same time; the rules are freed when the last of them has ended.
/// </summary>
internal sealed class YaraRules : SafeHandle
{
    private const int ReportMatching = 8;
    private const int FastMode = 1;

    /// <summary>Kept here: the library calls it for as long as the process lives.</summary>
    private static readonly YaraLibrary.CompilerCallback OnCompilerMessage = NoteMessage;

    private static readonly YaraLibrary.ScanCallback OnScanMessage = NoteMatch;

    private static readonly Lock Compiling = new();

    private readonly YaraLibrary _library;

    private YaraRules(YaraLibrary library, nint rules)
        : base(0, ownsHandle: true)
    {
        _library = library;
        SetHandle(rules);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Compiles a file's text.</summary>
    /// <param name="problems">What is wrong, each with its line. The rules are null when there is anything.</param>
    public static YaraRules? Compile(YaraLibrary library, string text, out IReadOnlyList<YaraProblem> problems)
    {
        var messages = new List<YaraProblem>();
        problems = messages;

        // The text ends where the library reads its end.
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            messages.Add(new(1, "the file has a zero byte"));
            return null;
        }

        lock (Compiling)
        {
            if (library.CreateCompiler(out var compiler) != YaraLibrary.Success)
            {
                messages.Add(new(0, "the compiler cannot be created"));
                return null;
            }

            var context = GCHandle.Alloc(messages);
            var source = Marshal.StringToCoTaskMemUTF8(text);
            try
            {
                library.SetCompilerCallback(compiler, OnCompilerMessage, GCHandle.ToIntPtr(context));

                // Without a callback there are no includes: a rule cannot have other files read.
                library.SetIncludeCallback(compiler, 0, 0, 0);
                var errors = library.AddString(compiler, source, 0);
                if (errors != 0)
                {
                    if (messages.Count == 0)
                    {
                        messages.Add(new(0, "the rules cannot be compiled"));
                    }

                    return null;
                }

                var code = library.GetRules(compiler, out var rules);
                if (code == YaraLibrary.Success)
                {
                    return new(library, rules);
                }

                messages.Add(new(0, $"the rules cannot be had (error {code})"));
                return null;
            }
            finally
            {
                library.DestroyCompiler(compiler);
                Marshal.FreeCoTaskMem(source);
                context.Free();
            }
        }
    }

    /// <returns>The rules that matched; null when the text could not be judged in time.</returns>
    public IReadOnlyList<YaraMatch>? Scan(string text, TimeSpan timeout)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length == 0)
        {
            return [];
        }

        var state = new ScanState(_library);
        var context = GCHandle.Alloc(state);
        var pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        var isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
            var code = _library.ScanMemory(
                handle, pinned.AddrOfPinnedObject(), (nuint)bytes.Length, ReportMatching | FastMode, OnScanMessage,
                GCHandle.ToIntPtr(context), Math.Max(1, (int)timeout.TotalSeconds));
            return code == YaraLibrary.Success && !state.IsBroken ? state.Matches : null;
        }
        finally
        {
            if (isHeld)
            {
                DangerousRelease();
            }

            pinned.Free();
            context.Free();
        }
    }

    protected override bool ReleaseHandle() => _library.DestroyRules(handle) == YaraLibrary.Success;

    private static void NoteMessage(int level, nint file, int line, nint rule, nint message, nint userData)
    {
        // No exception may pass into the library; this one has nowhere to go anyway.
        if (level == YaraLibrary.LevelError && GCHandle.FromIntPtr(userData).Target is List<YaraProblem> messages)
        {
            messages.Add(new(line, Marshal.PtrToStringUTF8(message) ?? "cannot be compiled"));
        }
    }

    private static int NoteMatch(nint context, int message, nint data, nint userData)
    {
        if (GCHandle.FromIntPtr(userData).Target is not ScanState state)
        {
            return YaraLibrary.Abort;
        }

        try
        {
            if (message == YaraLibrary.RuleMatching)
            {
                state.Matches.Add(state.Library.MatchOf(data));
            }

            return YaraLibrary.Continue;
        }
#pragma warning disable CA1031 // an exception that passes through the library's frames ends the process
        catch (Exception)
#pragma warning restore CA1031
        {
            state.IsBroken = true;
            return YaraLibrary.Abort;
        }
    }

    private sealed class ScanState(YaraLibrary library)
    {
        public YaraLibrary Library { get; } = library;

        public List<YaraMatch> Matches { get; } = [];

        public bool IsBroken { get; set; }
    }
}

/// <summary>What is wrong with a rule file.</summary>
/// <param name="Line">Counted from 1; 0 for the whole file.</param>
internal sealed record YaraProblem(int Line, string Message);
