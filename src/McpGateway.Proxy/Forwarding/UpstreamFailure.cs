using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>How forwarding failed, as the client and the record get to see it. Texts never hold anything that the upstream said.</summary>
internal sealed record UpstreamFailure(int Status, string Kind, int Code, string Message, CallOutcome Outcome)
{
    /// <summary>Whether the client may try again at once.</summary>
    public bool IsForAMoment => ReferenceEquals(this, Stopping) || ReferenceEquals(this, Held);

    public static readonly UpstreamFailure Unreachable = new(
        StatusCodes.Status502BadGateway, "upstream_unreachable", JsonRpcErrors.ServerUnavailable, "The server could not be reached.",
        CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure Forbidden = new(
        StatusCodes.Status502BadGateway, "upstream_forbidden", JsonRpcErrors.ServerUnavailable,
        "The server's address may not be dialled from here.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure Broken = new(
        StatusCodes.Status502BadGateway, "upstream_broken", JsonRpcErrors.UpstreamInvalid,
        "The server broke off or gave an invalid answer.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure Redirected = new(
        StatusCodes.Status502BadGateway, "upstream_redirect", JsonRpcErrors.UpstreamInvalid,
        "The server answered with a redirect, which is not followed: register its final address.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure RefusedCredential = new(
        StatusCodes.Status502BadGateway, "upstream_credential", JsonRpcErrors.UpstreamInvalid,
        "The server refused the credential that is configured for it, or needs one of yours: "
            + "send it as Authorization and the gateway's as X-Authorization.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure ScopeMissing = new(
        StatusCodes.Status502BadGateway, "upstream_scope", JsonRpcErrors.UpstreamInvalid,
        "The server wants more rights than the credential for it gives.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure Unfilterable = new(
        StatusCodes.Status502BadGateway, "upstream_unfilterable", JsonRpcErrors.UpstreamInvalid,
        "The server's answer cannot be checked for tools that may not be shown: it is compressed, too large, not JSON, "
            + "or ambiguous, as where a member appears twice.",
        CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure Unreadable = new(
        StatusCodes.Status502BadGateway, "upstream_unreadable", JsonRpcErrors.UpstreamInvalid,
        "The agent's answer cannot be read, so it is withheld: it is compressed, too large, ambiguous, or not JSON.",
        CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure UnreadableCard = Unreadable with
    {
        Message = "The agent's card cannot be read, so it is withheld: it is no JSON object, states a member twice, or holds text that is "
            + "not Unicode.",
    };

    public static readonly UpstreamFailure TimedOut = new(
        StatusCodes.Status504GatewayTimeout, "upstream_timeout", JsonRpcErrors.UpstreamTimeout, "The server did not answer in time.",
        CallOutcome.UpstreamTimedOut);

    public static readonly UpstreamFailure ClientGone = new(
        StatusCodes.Status499ClientClosedRequest, "client_gone", 0, "", CallOutcome.ClientGone);

    public static readonly UpstreamFailure Revoked = new(
        StatusCodes.Status401Unauthorized, "revoked", JsonRpcErrors.AccessDenied, "The credential was revoked.",
        CallOutcome.Unauthenticated);

    public static readonly UpstreamFailure CircuitOpen = new(
        StatusCodes.Status503ServiceUnavailable, "circuit_open", JsonRpcErrors.ServerUnavailable,
        "The server failed repeatedly and is left alone for a moment.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure Full = new(
        StatusCodes.Status503ServiceUnavailable, "too_many_requests", JsonRpcErrors.ServerUnavailable,
        "Too many requests are open on this server.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure ShareUsed = new(
        StatusCodes.Status429TooManyRequests, "share_used", JsonRpcErrors.TooManyRequests,
        "You have as many requests or streams open as one caller may.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure TooFast = new(
        StatusCodes.Status429TooManyRequests, "rate_limited", JsonRpcErrors.TooManyRequests,
        "You call more often than one caller may.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure NoMemory = new(
        StatusCodes.Status503ServiceUnavailable, "no_memory", JsonRpcErrors.ServerUnavailable,
        "The gateway holds as much data as it may at once: try again.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure Closed = new(
        StatusCodes.Status503ServiceUnavailable, "disabled", JsonRpcErrors.ServerUnavailable, "server disabled", CallOutcome.Unavailable);

    public static readonly UpstreamFailure Stopping = new(
        StatusCodes.Status503ServiceUnavailable, "stopping", JsonRpcErrors.ServerUnavailable,
        "Standing streams end here: open it again.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure Held = new(
        StatusCodes.Status503ServiceUnavailable, "held", JsonRpcErrors.ServerUnavailable,
        "The server is new and its definitions have not been scanned yet: try again, with a credential for it.", CallOutcome.Unavailable);

    public static readonly UpstreamFailure Loop = new(
        StatusCodes.Status508LoopDetected, "loop", JsonRpcErrors.UpstreamInvalid,
        "The request has come through this gateway too often: a server's address leads back to it.", CallOutcome.UpstreamFailed);

    public static readonly UpstreamFailure WrongId = new(
        StatusCodes.Status502BadGateway, "upstream_id", JsonRpcErrors.UpstreamInvalid,
        "The server answered with the id of another request.", CallOutcome.UpstreamFailed);
}
