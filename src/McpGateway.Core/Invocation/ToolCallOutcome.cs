using System.Text.Json;

namespace McpGateway.Core.Invocation;

/// <summary>How a tool call ended.</summary>
public sealed record ToolCallOutcome
{
    /// <summary>
    /// The HTTP status that a direct call would have got: 403 for what the caller may not do, 503 for a server that is off, …
    /// </summary>
    public required int Status { get; init; }

    /// <summary>The <c>result</c> of <c>tools/call</c> as the server gave it; a tool's own failure (<c>isError</c>) is a result.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why there is no result, safe to show to the caller; null when there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Code of the JSON-RPC error; 0 when there is a result, or none was stated.</summary>
    public int ErrorCode { get; init; }

    /// <summary>The <c>data</c> of the JSON-RPC error, for instance where the caller connects an account (code -32042).</summary>
    public JsonElement? ErrorData { get; init; }

    public bool IsDenied => Status == StatusCodes.Status403Forbidden;

    internal static ToolCallOutcome Failed(int status, string problem) => new() { Status = status, Problem = problem };
}
