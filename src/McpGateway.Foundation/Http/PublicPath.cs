using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Foundation.Http;

/// <summary>
/// The path below which the gateway is published (that of <c>PUBLIC_URL</c>). Reverse proxies pass it on or take it away; behind this, a
/// request has it in <see cref="HttpRequest.PathBase"/> either way, and nowhere else.
/// </summary>
public static class PublicPath
{
    /// <summary>
    /// Where metadata of an issuer or resource with a path lies: below the host, with that path at the end (RFC 8414 §3.1, RFC 9728 §3.1).
    /// </summary>
    private static readonly string[] WellKnown =
    [
        "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/.well-known/oauth-protected-resource",
    ];

    /// <summary>Before everything that reads the path of a request.</summary>
    public static IApplicationBuilder UsePublicPath(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var path = app.ApplicationServices.GetRequiredService<PublicOrigin>().Path;
        return !path.HasValue ? app : app.Use((context, next) =>
        {
            Take(context, path);
            return next(context);
        });
    }

    /// <summary>
    /// A redirect target or link of this gateway, as browsers see it: paths get the public path, addresses elsewhere stay.
    /// </summary>
    /// <param name="location">A path from the root of the gateway, or an absolute address.</param>
    public static string Located(this HttpRequest request, string location)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(location);
        return location.StartsWith('/') ? request.PathBase.ToUriComponent() + location : location;
    }

    /// <summary>The <c>Path</c> of a cookie that goes to a path of this gateway and those below it.</summary>
    public static string CookiePath(this HttpRequest request, string path = "")
    {
        ArgumentNullException.ThrowIfNull(request);
        return (request.PathBase.ToUriComponent() + path) is { Length: > 0 } whole ? whole : "/";
    }

    private static void Take(HttpContext context, PathString path)
    {
        var request = context.Request;
        request.PathBase = path;
        if (context.Features.Get<IHttpRequestFeature>() is not { RawTarget: { Length: > 0 } raw } feature)
        {
            request.Path = Without(request.Path.Value ?? "", path.Value!) ?? request.Path;
            return;
        }

        // The data plane routes by the raw target. Only one that has the prefix letter by letter loses it, and then both do.
        if (raw[0] == '/'
            && Without(raw, path.ToUriComponent()) is { } target
            && Without(request.Path.Value ?? "", path.Value!) is { } rest)
        {
            (feature.RawTarget, request.Path) = (target, rest);
        }
    }

    /// <returns>The target as it is without the prefix; null when it does not have it.</returns>
    private static string? Without(string target, string prefix)
    {
        if (Begins(target, prefix))
        {
            return Rooted(target[prefix.Length..]);
        }

        foreach (var document in WellKnown)
        {
            if (target.StartsWith(document, StringComparison.Ordinal) && Begins(target[document.Length..], prefix))
            {
                return document + target[(document.Length + prefix.Length)..];
            }
        }

        return null;
    }

    private static bool Begins(string target, string prefix) =>
        target.StartsWith(prefix, StringComparison.Ordinal) && (target.Length == prefix.Length || target[prefix.Length] is '/' or '?');

    private static string Rooted(string rest) => rest.StartsWith('/') ? rest : "/" + rest;
}
