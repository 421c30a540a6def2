using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Tells of token files that nobody can keep fresh: such as are no JSON, and tokens that do not say when they end.</summary>
internal sealed class TokenFileCheck(TokenDirectory directory, RefreshLog log)
{
    /// <summary>Files that the commands write for clients and for people.</summary>
    private static readonly string[] Others = ["mcp.json", "vscode_mcp.json"];

    /// <summary>What was told, by file: once is enough, until it is another thing.</summary>
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <returns>How many there are.</returns>
    public int Tell()
    {
        var problems = directory.Find("*.json").Where(static file => !IsOther(file))
            .Select(file => (File: file, Problem: ProblemOf(file))).Where(static found => found.Problem is not null).ToArray();
        foreach (var (file, problem) in problems)
        {
            if (_told.GetValueOrDefault(file) != problem)
            {
                log.Warn($"{file}: {problem}");
            }
        }

        _told.Clear();
        foreach (var (file, problem) in problems)
        {
            _told[file] = problem!;
        }

        return problems.Length;
    }

    private static bool IsOther(string file) => Others.Contains(file) || file.Contains("readable", StringComparison.Ordinal);

    private string? ProblemOf(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(directory.Of(file))) is JsonObject token && token.ContainsKey("access_token")
                && TokenTimes.End(token) is null
                    ? $"cannot be kept fresh, because expires_at {Stated(token)}; it is a number of seconds since 1970, or ISO 8601"
                    : null;
        }
        catch (JsonException broken)
        {
            return $"cannot be kept fresh, because it is not JSON: {broken.Message}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {failure.Message}";
        }
    }

    private static string Stated(JsonObject token) =>
        token["expires_at"] is { } stated ? $"is {stated.ToJsonString()}" : "does not say when it ends";
}
