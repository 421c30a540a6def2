using McpGateway.Proxy.Outbound;

namespace McpGateway.Proxy.A2a;

/// <summary>What a request is judged by beside its form.</summary>
/// <param name="IssuesContexts">Whether a message that starts a conversation gets a context id of the gateway's.</param>
/// <param name="Tenant">What the agent's address wants to be named as tenant; null when nothing.</param>
/// <param name="AllowsPrivateAddresses">Whether notifications may go to private addresses.</param>
internal sealed record A2aPolicy(bool IssuesContexts, string? Tenant, bool AllowsPrivateAddresses)
{
    /// <summary>What is wrong with the place where an agent is to send notifications; null when nothing.</summary>
    public string? PushProblem(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0
            ? "must be an absolute address with http or https and without a user name"
            : OutboundGuard.Problem(address, AllowsPrivateAddresses) is not null
            ? "has an address to which the gateway lets nothing be sent"
            : null;
}
