namespace McpGateway.Web.Pages.Activity;

/// <summary>Why calls were not answered by their server, in words. Pure.</summary>
internal static class RefusalWords
{
    /// <summary>By what clients are told in <c>X-Gateway-Error</c>.</summary>
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["access_denied"] = "No rule of the caller's groups allows it.",
        ["quarantined"] = "Its definition is new or changed, and nobody has approved it.",
        ["skill_missing"] = "The caller may use some skills only, and the message named none.",
        ["push_refused"] = "Push notifications are switched off.",
        ["consent_required"] = "The server works with users' own accounts, and the caller has not connected one.",
        ["unauthenticated"] = "There was no credential, or none that is accepted.",
        ["revoked"] = "The credential was revoked while the call ran.",
        ["identity_unavailable"] = "The identity provider could not be asked.",
        ["invalid_message"] = "The message is not one that the protocol allows.",
        ["invalid_path"] = "The address is not one that the gateway reads.",
        ["bad_request"] = "The request could not be read.",
        ["content_type"] = "The body was not said to be JSON.",
        ["too_large"] = "The body is larger than the gateway takes.",
        ["method_not_allowed"] = "The HTTP method is none of this address.",
        ["not_found"] = "There is no such address, session or message.",
        ["disabled"] = "The server is switched off.",
        ["held"] = "The server is new, and had not been scanned.",
        ["unhealthy"] = "The server was down when it was last checked.",
        ["circuit_open"] = "The server had failed repeatedly and was left alone for a moment.",
        ["too_many_requests"] = "Too many requests were open on the server.",
        ["share_used"] = "The caller had as many requests open as one may.",
        ["rate_limited"] = "The caller calls more often than one may.",
        ["no_memory"] = "The gateway held as much data as it may at once.",
        ["stopping"] = "The gateway was stopping.",
        ["egress_refused"] = "The provider of the caller's account refused a token.",
        ["egress_unavailable"] = "The provider of the caller's account could not be reached.",
        ["upstream_unreachable"] = "The server could not be reached.",
        ["upstream_forbidden"] = "The server's address may not be dialled from here.",
        ["upstream_broken"] = "The server broke off, or its answer was invalid.",
        ["upstream_redirect"] = "The server redirects, which is not followed: register its final address.",
        ["upstream_credential"] = "The server refused the credential, or wants one.",
        ["upstream_scope"] = "The server wants more rights than the credential gives.",
        ["upstream_unfilterable"] = "The answer could not be checked for tools that the caller may not see.",
        ["upstream_unreadable"] = "The agent's answer could not be read, so it was withheld.",
        ["upstream_timeout"] = "The server did not answer in time.",
        ["upstream_id"] = "The server answered with the id of another request.",
        ["loop"] = "The server's address leads back to this gateway.",
    };

    /// <returns>Null for a reason that is not known here; its name is shown.</returns>
    public static string? Of(string? reason) => reason is null ? null : Sentences.GetValueOrDefault(reason);
}
