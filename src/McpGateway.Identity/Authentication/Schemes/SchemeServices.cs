using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Authentication;

namespace McpGateway.Identity.Authentication.Schemes;

/// <summary>
/// The authentication schemes of the control plane. The data plane has none: it asks <see cref="RequestAuthenticator"/> itself.
/// </summary>
internal static class SchemeServices
{
    /// <summary>The default scheme: it forwards to the one whose credential the request carries.</summary>
    private const string Gateway = "Gateway";

    public static void AddSchemes(this IServiceCollection services)
    {
        // Not AddAuthentication: it brings the framework's data protection with its key files, which no scheme here needs.
        services.AddAuthenticationCore(static options => options.DefaultScheme = Gateway);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddPolicyScheme(Gateway, displayName: null, static options => options.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, SessionHandler>(CredentialSchemes.Session, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(CredentialSchemes.Bearer, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, BasicHandler>(CredentialSchemes.Basic, configureOptions: null);
    }

    /// <summary>
    /// A token that is presented decides alone, otherwise the session does. A password counts only where a policy asks for it: browsers
    /// remember it, and clients of the authorization server send their own in the same header.
    /// </summary>
    private static string SchemeOf(HttpContext context) =>
        RequestAuthenticator.HasToken(context.Request) ? CredentialSchemes.Bearer : CredentialSchemes.Session;
}
