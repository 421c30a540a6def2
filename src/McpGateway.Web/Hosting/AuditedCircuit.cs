using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Identity.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace McpGateway.Web.Hosting;

/// <summary>
/// Tells the audit whose page it is, for each event that comes from the browser: what it changes is that person's change.
/// </summary>
internal sealed class AuditedCircuit(
    AuthenticationStateProvider authentication, UserSession session, NavigationManager navigation, TimeProvider time) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next) => async context =>
        {
            var state = await authentication.GetAuthenticationStateAsync();
            var id = state.User.FindFirst(SessionClaims.Id)?.Value;
            var caller = (await session.FindAsync())?.Caller;
            var request = RequestOf(state.User.FindFirst(SessionClaims.Address)?.Value);
            var scope = new AuditScope(() => caller, () => request, () => id is null ? null : SessionHint.Of(id), time)
            {
                RequestId = context.Circuit.Id,
                KeepsRequest = true,
            };
            using (scope.Enter())
            {
                await next(context);
            }
        };

    private AuditRequest RequestOf(string? address) => new()
    {
        Method = "UI",
        Path = "/" + LogText.Clean(navigation.ToBaseRelativePath(navigation.Uri).Split('?')[0]),
        ClientIp = string.IsNullOrEmpty(address) ? null : address,
    };
}
