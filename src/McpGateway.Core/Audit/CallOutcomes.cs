namespace McpGateway.Core.Audit;

/// <summary>Outcomes, as records state them, sorted into what went well and what did not.</summary>
internal static class CallOutcomes
{
    public const string Denied = "denied";
    public const string HttpError = "http_error";
    public const string RpcError = "rpc_error";
    public const string ToolError = "tool_error";

    /// <summary>The server answered, and its answer says that the call failed.</summary>
    public static bool IsError(string? outcome) => outcome is HttpError or RpcError or ToolError;

    /// <summary>It did not come to an answer of the server, for another reason than the access rules.</summary>
    public static bool IsFailure(string? outcome) =>
        outcome is "unauthenticated" or "unavailable" or "upstream_failed" or "upstream_timed_out";
}
