namespace McpGateway.Proxy.Recording;

/// <summary>What outcomes are called in records, metrics and answers. Stored and asked for: a name never changes.</summary>
public static class CallOutcomeNames
{
    public const string Forwarded = "forwarded";
    public const string Unauthenticated = "unauthenticated";
    public const string Denied = "denied";
    public const string Invalid = "invalid";
    public const string NotFound = "not_found";
    public const string Unavailable = "unavailable";
    public const string UpstreamFailed = "upstream_failed";
    public const string UpstreamTimedOut = "upstream_timed_out";
    public const string ClientGone = "client_gone";
    public const string HttpError = "http_error";
    public const string RpcError = "rpc_error";
    public const string ToolError = "tool_error";
    public const string Cut = "cut";

    public static string Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Forwarded => Forwarded,
        CallOutcome.Unauthenticated => Unauthenticated,
        CallOutcome.Denied => Denied,
        CallOutcome.Invalid => Invalid,
        CallOutcome.NotFound => NotFound,
        CallOutcome.Unavailable => Unavailable,
        CallOutcome.UpstreamFailed => UpstreamFailed,
        CallOutcome.UpstreamTimedOut => UpstreamTimedOut,
        CallOutcome.ClientGone => ClientGone,
        CallOutcome.HttpError => HttpError,
        CallOutcome.RpcError => RpcError,
        CallOutcome.ToolError => ToolError,
        CallOutcome.Cut => Cut,
    };
}
