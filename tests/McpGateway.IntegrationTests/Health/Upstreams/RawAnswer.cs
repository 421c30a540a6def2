using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>What a scripted upstream says to one request.</summary>
internal sealed record RawAnswer(int Status, string Body = "", string? ContentType = "application/json")
{
    /// <summary>The connection is cut without an answer.</summary>
    public static readonly RawAnswer Cut = new(0);

    /// <summary>Nothing comes, and the connection stays open.</summary>
    public static readonly RawAnswer Silence = new(-1);

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public bool IsJsonRpc { get; init; }

    public static RawAnswer Result(RawRequest request, JsonNode result) =>
        Of(new() { ["jsonrpc"] = "2.0", ["id"] = request.Id, ["result"] = result });

    public static RawAnswer Error(RawRequest request, int code, int status = 200, bool withId = true) =>
        Of(new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = withId ? request.Id : null,
            ["error"] = new JsonObject { ["code"] = code, ["message"] = "no" },
        }) with
        { Status = status };

    private static RawAnswer Of(JsonObject message) => new(200, message.ToJsonString()) { IsJsonRpc = true };
}
