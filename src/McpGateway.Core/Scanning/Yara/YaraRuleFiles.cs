using Microsoft.Extensions.Options;

namespace McpGateway.Core.Scanning.Yara;

/// <summary>
/// The rules in force: the product's own and those of the operator's folder. The folder is looked at before each scan; what changed is
/// compiled anew. A file with a mistake is left out and told of, the others count.
/// </summary>
internal sealed partial class YaraRuleFiles(IOptions<ScanOptions> options, ILogger<YaraRuleFiles> logger)
{
    private const int LargestFile = 1024 * 1024;
    private const int MostFiles = 200;

    private readonly Lock _loading = new();
    private IReadOnlyList<YaraFile>? _own;
    private IReadOnlyList<YaraFile> _folder = [];
    private string _seen = "";

    /// <summary>Every file, compiled. Rules that are replaced stay usable for whoever has them.</summary>
    public IReadOnlyList<YaraFile> Current(YaraLibrary library)
    {
        lock (_loading)
        {
            _own ??= [.. OwnFiles(library)];
            var paths = PathsOf(options.Value.YaraRulesDirectory);
            var state = string.Join('\n', paths.Select(static path => Describe(path)));
            if (state != _seen)
            {
                _folder = [.. paths.Select(path => ReadFile(library, path))];
                _seen = state;
                foreach (var file in _folder)
                {
                    Tell(file);
                }
            }

            return [.. _own, .. _folder];
        }
    }

    private static IEnumerable<YaraFile> OwnFiles(YaraLibrary library)
    {
        const string Prefix = "Scanning.Yara.";
        var assembly = typeof(YaraRuleFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order())
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Compile(library, name[Prefix.Length..], reader.ReadToEnd());
        }
    }

    private static string[] PathsOf(string? directory)
    {
        try
        {
            return string.IsNullOrWhiteSpace(directory) || !Directory.Exists(directory)
                ? []
                : [.. Directory.EnumerateFiles(directory).Where(static path =>
                    Path.GetExtension(path) is ".yar" or ".yara").Order(StringComparer.Ordinal).Take(MostFiles)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Describe(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return $"{path}|{file.Length}|{file.LastWriteTimeUtc.Ticks}";
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static YaraFile ReadFile(YaraLibrary library, string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            return new FileInfo(path).Length > LargestFile
                ? new(name, null, [new(0, "the file is larger than 1 MiB")])
                : Compile(library, name, File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(name, null, [new(0, "the file cannot be read")]);
        }
    }

    private static YaraFile Compile(YaraLibrary library, string name, string text)
    {
        var rules = YaraRules.Compile(library, text, out var problems);
        return new(name, rules, problems);
    }

    private void Tell(YaraFile file)
    {
        foreach (var problem in file.Problems)
        {
            LogProblem(file.Name, problem.Line, problem.Message);
        }
    }

    [LoggerMessage(EventId = 17001, Level = LogLevel.Warning, Message = "YARA rules {File}, line {Line}: {Problem}. The file is left out.")]
    private partial void LogProblem(string file, int line, string problem);
}

/// <summary>A rule file.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Rules">Null when something is wrong with it.</param>
internal sealed record YaraFile(string Name, YaraRules? Rules, IReadOnlyList<YaraProblem> Problems);
