using McpGateway.Proxy.Recording;

namespace McpGateway.Core.Audit;

/// <summary>Outcomes, as records state them, sorted into what went well and what did not.</summary>
internal static class CallOutcomes
{
    /// <summary>The server answered, and its answer says that the call failed.</summary>
    public static bool IsError(string? outcome) =>
        outcome is CallOutcomeNames.HttpError or CallOutcomeNames.RpcError or CallOutcomeNames.ToolError;

    /// <summary>It did not come to an answer of the server, for another reason than the access rules.</summary>
    public static bool IsFailure(string? outcome) => outcome is CallOutcomeNames.Unauthenticated or CallOutcomeNames.Unavailable
        or CallOutcomeNames.UpstreamFailed or CallOutcomeNames.UpstreamTimedOut or CallOutcomeNames.Cut;

    /// <summary>The gateway did not let the call through: it is not known whose it is, or its caller may not make it.</summary>
    public static bool IsRefused(string? outcome) => outcome is CallOutcomeNames.Unauthenticated or CallOutcomeNames.Denied;

    /// <summary>It went well. Records of earlier releases have every answer of a server as forwarded.</summary>
    public static bool IsSuccess(CallEntry call) => call is { Outcome: CallOutcomeNames.Forwarded, Status: < 400 };
}
