using McpGateway.Core.Egress.Storage;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Outbound;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Egress.Injection;

/// <summary>The data plane's port: which credential goes with a caller to a server.</summary>
internal sealed class EgressCredentials(
    EgressDirectory directory, UserTokens users, ScopeStepUp stepUp, ExchangedTokens exchanged, ClientTokens own) : IEgressCredentials
{
    public ValueTask<EgressCredential> GetAsync(ProxyCaller caller, Route route, CancellationToken cancellationToken)
    {
        if (Find(route, out var refusal) is not { } egress)
        {
            return new(refusal!);
        }

        return egress.Settings.Mode switch
        {
            EgressMode.UserOAuth => users.GetAsync(egress, caller.Subject, cancellationToken),
            EgressMode.ClientCredentials => own.GetAsync(egress, cancellationToken),
            _ => exchanged.GetAsync(egress, (Caller)caller.Principal, cancellationToken),
        };
    }

    public ValueTask<EgressCredential> RenewAsync(
        ProxyCaller caller, Route route, EgressCredential refused, CancellationToken cancellationToken)
    {
        if (Find(route, out var refusal) is not { } egress)
        {
            return new(refusal!);
        }

        return egress.Settings.Mode switch
        {
            EgressMode.UserOAuth => users.RenewAsync(egress, caller.Subject, refused, cancellationToken),
            EgressMode.ClientCredentials => own.RenewAsync(egress, refused, cancellationToken),
            _ => exchanged.RenewAsync(egress, (Caller)caller.Principal, refused, cancellationToken),
        };
    }

    public async ValueTask<EgressCredential> StepUpAsync(
        ProxyCaller caller, Route route, EgressCredential used, string challenge, CancellationToken cancellationToken)
    {
        if (Find(route, out var refusal) is not { } egress)
        {
            return refusal!;
        }

        return egress.Settings.Mode == EgressMode.UserOAuth
            ? await stepUp.AskAsync(egress, caller.Subject, used, challenge, cancellationToken)
            : EgressMessages.ScopeNotGiven(egress);
    }

    private EgressServer? Find(Route route, out EgressCredential? refusal)
    {
        refusal = null;
        if (directory.Find(route.Path) is not { Settings.IsActive: true } egress)
        {
            refusal = EgressMessages.NotConfigured;
            return null;
        }

        if (!egress.Covers(route))
        {
            refusal = EgressMessages.Moved;
            return null;
        }

        return egress;
    }
}
