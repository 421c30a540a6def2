using System.Text.Json;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Commands;

/// <summary>
/// The form of an edit, filled with what is stored: the gateway takes a field that is left out for one that was emptied.
/// </summary>
internal static class ServerEditForm
{
    /// <summary>What takes a field away that may be left out: an empty one counts as left out, and keeps what is stored.</summary>
    private const string Blank = " ";

    private static readonly string[] Optional = ["auth_provider", "mcp_endpoint", "sse_endpoint"];

    /// <param name="stored">The server as the gateway shows it.</param>
    /// <param name="changes">Fields that are to change; null keeps what is stored, an empty text takes it away.</param>
    public static HttpContent Of(JsonElement stored, params IEnumerable<(string Name, string? Value)> changes)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["name"] = stored.Text("display_name"),
            ["proxy_pass_url"] = stored.Text("proxy_pass_url"),
            ["description"] = stored.Text("description"),
            ["tags"] = List(stored, "tags"),
            ["supported_transports"] = List(stored, "supported_transports"),
            ["num_tools"] = stored.Text("num_tools"),
            ["num_stars"] = stored.Text("num_stars"),
            ["is_python"] = Bodies.Flag(stored.Flag("is_python")),
            ["license"] = stored.Text("license"),
            ["auth_type"] = stored.Text("auth_type"),
            ["auth_provider"] = Known(stored, "auth_provider"),
            ["mcp_endpoint"] = Known(stored, "mcp_endpoint"),
            ["sse_endpoint"] = Known(stored, "sse_endpoint"),
        };
        foreach (var (name, value) in changes.Where(static change => change.Value is not null))
        {
            fields[name] = value!.Length == 0 && Optional.Contains(name) ? Blank : value;
        }

        return Bodies.Form(fields.Select(static field => (field.Key, field.Value)));
    }

    private static string List(JsonElement server, string name) => string.Join(',', server.Items(name).Select(JsonRead.ScalarOf));

    private static string? Known(JsonElement server, string name) => server.Text(name) is { Length: > 0 } text ? text : null;
}
