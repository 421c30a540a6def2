using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

/// <summary>One HTTP request as it came over the socket.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?')[0];

    public bool IsChunked => Headers.ContainsKey("transfer-encoding");

    public JsonObject? Message { get; } = Body.Length == 0 ? null : JsonNode.Parse(Body) as JsonObject;

    /// <summary>The JSON-RPC method; the HTTP method of a request without a message.</summary>
    public string Rpc => (string?)Message?["method"] ?? Method;

    public JsonNode? Id => Message?["id"]?.DeepClone();

    public string? Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant());
}
