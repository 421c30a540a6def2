using System.Text.Json.Nodes;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>The fields of a registration, from a server's JSON file as the Python product has them.</summary>
internal static class ServerForm
{
    /// <summary>
    /// Encoded as the Python client does (repeated keys for transports, <c>True</c> and <c>False</c>), except that headers travel
    /// whole: the client loses their values.
    /// </summary>
    public static IEnumerable<(string Name, string? Value)> Of(JsonObject config, bool overwrite) =>
    [
        ("path", config.Text("path") ?? config.Text("service_path")),
        ("name", config.Text("name") ?? config.Text("server_name")),
        ("description", config.Text("description")),
        ("proxy_pass_url", config.Text("proxy_pass_url")),
        ("auth_provider", config.Text("auth_provider")),
        ("auth_type", config.Text("auth_type")),
        .. config.List("supported_transports").Select(transport => ("supported_transports", (string?)transport.ToString())),
        ("headers", Json(config, "headers")),
        ("tool_list_json", config.Text("tool_list_json") ?? Json(config, "tool_list")),
        ("tags", Tags(config)),
        ("num_tools", Number(config, "num_tools")),
        ("num_stars", Number(config, "num_stars")),
        ("is_python", Flag(config, "is_python")),
        ("license", config.Text("license")),
        ("mcp_endpoint", config.Text("mcp_endpoint")),
        ("sse_endpoint", config.Text("sse_endpoint")),
        ("overwrite", overwrite ? "True" : "False"),
    ];

    private static string? Tags(JsonObject config) =>
        config.Text("tags") ?? (config.List("tags") is { Count: > 0 } tags ? string.Join(',', tags.Select(tag => tag.ToString())) : null);

    private static string? Json(JsonObject config, string name) =>
        JsonNodes.Member(config, name) is JsonArray { Count: > 0 } or JsonObject { Count: > 0 } ? config[name]!.ToJsonString() : null;

    private static string? Number(JsonObject config, string name) => config.Whole(name) is > 0 and var number ? $"{number}" : null;

    private static string? Flag(JsonObject config, string name) => config.IsTrue(name) ? "True" : null;
}
