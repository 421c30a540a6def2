using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Support;

/// <summary>Why a registry refused, in one line, from any of the shapes in which it says so.</summary>
internal static class RegistryFailure
{
    /// <param name="status">Of the answer.</param>
    /// <param name="body">Of the answer; null when it is not JSON.</param>
    public static string Describe(HttpStatusCode status, JsonNode? body)
    {
        var reason = Reason(body);
        return $"HTTP {(int)status}{(reason.Length > 0 ? $": {PlainText.Line(reason)}" : "")}";
    }

    private static string Reason(JsonNode? body)
    {
        if (JsonNodes.Member(body, "detail") is { } detail && body.Text("reason") is null)
        {
            return Detail(detail);
        }

        string?[] parts =
        [
            body.Text("error") ?? body.Object("error").Text("message"), body.Text("reason"), body.Text("suggestion"), body.Text("detail"),
        ];
        return string.Join(". ", parts.Where(part => part is not null));
    }

    private static string Detail(JsonNode detail) => detail switch
    {
        JsonArray items => string.Join("; ", items.Select(item => $"{Place(item)}: {item.Text("msg")}")),
        JsonObject card => string.Join("; ", [card.Text("message"), .. card.List("errors").Select(error => error.ToString())]),
        _ => detail.ToString(),
    };

    private static string Place(JsonNode? item) => string.Join('.', item.List("loc").Select(part => part.ToString()));
}
