using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGateway.Cli.Compat.Support;
using McpGateway.Tests.Architecture;
using McpGateway.Tests.Cli;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>
/// A kept run of commands: <c>$</c> the command line, <c>&lt;</c> what is typed, <c>&gt;</c> what is sent, then what is printed,
/// <c>!</c> what is printed to standard error, and the exit code.
/// </summary>
internal sealed partial class Transcript
{
    public const string Folder = "tests/McpGateway.IntegrationTests/Cli/Compat/Transcripts";

    private readonly List<(string Command, string Input)> _steps = [];

    public Transcript(string name)
    {
        Path = $"{Folder}/{name}.txt";
        foreach (var line in File.ReadAllLines(RepositoryFiles.Absolute(Path)))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                _steps.Add((line[2..], ""));
            }
            else if (line.StartsWith("< ", StringComparison.Ordinal))
            {
                _steps[^1] = (_steps[^1].Command, _steps[^1].Input + line[2..] + "\n");
            }
        }
    }

    public string Path { get; }

    /// <summary>Command lines in order.</summary>
    public IEnumerable<string> Commands => _steps.Select(step => step.Command);

    /// <summary>Runs the commands again.</summary>
    /// <param name="compat">Where they run.</param>
    /// <param name="mask">Replaces what differs from run to run.</param>
    /// <returns>The transcript of now.</returns>
    public async Task<IReadOnlyList<string>> ReplayAsync(CompatRun compat, Func<string, string> mask)
    {
        var now = new List<string>();
        foreach (var (command, input) in _steps)
        {
            var (result, exchanges) = await compat.RunAsync(input, Split(command));
            now.Add("$ " + command);
            now.AddRange(Lines(input).Select(line => "< " + line));
            foreach (var exchange in exchanges)
            {
                now.Add(mask($"> {exchange.Method} {exchange.Path}"));
                if (exchange.Body is { Length: > 0 } body)
                {
                    now.Add(mask("> " + body));
                }
            }

            now.AddRange(Lines(WithoutAnswers(result.Out, exchanges)).Select(mask));
            now.AddRange(Lines(result.Error).Select(line => mask("! " + line)));
            now.Add($"[exit {result.ExitCode}]");
            now.Add("");
        }

        return now;
    }

    /// <summary>
    /// An answer that is printed whole is named instead: it grows with each member that is added to the API, and to compare it with
    /// what was answered says more than a copy.
    /// </summary>
    private static string WithoutAnswers(string output, IReadOnlyList<Exchange> exchanges)
    {
        foreach (var exchange in exchanges.Where(exchange => exchange.Status < 300 && exchange.Answer is ['{', ..]))
        {
            output = output.Replace(
                PythonJson.Write(JsonNode.Parse(exchange.Answer)), $"[the answer to {exchange.Method} {exchange.Path}]",
                StringComparison.Ordinal);
        }

        return output;
    }

    /// <summary>Words of a command line; blanks between quotes belong to a word.</summary>
    internal static string[] Split(string command) =>
        [.. Words().Matches(command).Select(word => word.Value.Trim('\'', '"'))];

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Words();
}

/// <summary>Where compat commands run: a home directory with the files that they name, and a record of what they send.</summary>
internal sealed class CompatRun : IDisposable
{
    private readonly ConcurrentQueue<Exchange> _exchanges = new();
    private readonly TestCli _cli;

    public CompatRun() => _cli = new() { Handlers = () => new ExchangeRecorder(_exchanges) };

    public Dictionary<string, string> Variables => _cli.Variables;

    public string Home => _cli.Home;

    /// <summary>Stands in commands for the gateway's address.</summary>
    public Uri? Gateway { get; set; }

    /// <summary>Everything that was sent so far, with its answer.</summary>
    public List<Exchange> All { get; } = [];

    /// <summary>Puts a file where the commands look for it.</summary>
    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(_cli.Home, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    public async Task<(CliResult Result, IReadOnlyList<Exchange> Exchanges)> RunAsync(string input, params string[] arguments)
    {
        _cli.Input = input;
        var words = arguments.Select(word => word.Replace("@gateway/", Gateway?.AbsoluteUri, StringComparison.Ordinal));
        var result = await _cli.RunAsync(["compat", .. words]);
        Exchange[] exchanges = [.. _exchanges];
        _exchanges.Clear();
        All.AddRange(exchanges);
        return (result, exchanges);
    }

    public void Dispose() => _cli.Dispose();
}
