using System.Net;
using McpGateway.Foundation;
using McpGateway.Identity.Sessions;
using McpGateway.Proxy.Invocation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace McpGateway.Web.Hosting;

/// <summary>Who looks at this page. Asked before every operation, because a page outlives sessions and rights.</summary>
public sealed class UserSession(AuthenticationStateProvider authentication, BrowserSessions sessions, NavigationManager navigation)
{
    /// <summary>The session, or null when it has ended.</summary>
    public async ValueTask<BrowserSession?> FindAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return state.User.FindFirst(SessionClaims.Id)?.Value is { } id ? await sessions.FindAsync(id, CancellationToken.None) : null;
    }

    /// <summary>The session. When it has ended, the browser goes to the sign-in page and what was asked is not done.</summary>
    /// <exception cref="SessionEndedException">The session has ended.</exception>
    public async ValueTask<BrowserSession> RequireAsync()
    {
        if (await FindAsync() is { } session)
        {
            return session;
        }

        Leave();
        throw new SessionEndedException();
    }

    public async ValueTask<Caller> CallerAsync() => (await RequireAsync()).Caller;

    /// <summary>The connection on which the page is open, for calls that it makes of servers.</summary>
    public async ValueTask<InvocationOrigin> OriginAsync()
    {
        var here = new Uri(navigation.BaseUri);
        var state = await authentication.GetAuthenticationStateAsync();
        return new(
            here.Scheme,
            here.Authority,
            IPAddress.TryParse(state.User.FindFirst(SessionClaims.Address)?.Value, out var address) ? address : null);
    }

    /// <summary>To the sign-in page, and back here afterwards.</summary>
    public void Leave() =>
        navigation.NavigateTo($"login?next={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}", forceLoad: true);
}
