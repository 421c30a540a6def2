using System.Text.Json.Nodes;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.AuthorizationServer.Protocol;

/// <summary>
/// Refusals with the codes of OAuth. Descriptions are ASCII without quotes and backslashes (RFC 6749 §5.2) and repeat no credential.
/// </summary>
internal static class OAuthErrors
{
    public static Error InvalidRequest(string detail) => Of("invalid_request", detail);

    public static Error InvalidGrant(string detail) => Of("invalid_grant", detail);

    public static Error InvalidScope(string detail) => Of("invalid_scope", detail);

    /// <summary>RFC 8707 §2.</summary>
    public static Error InvalidTarget(string detail) => Of("invalid_target", detail);

    public static Error UnauthorizedClient(string detail) => Of("unauthorized_client", detail);

    public static Error InvalidClient(string detail) => new(ErrorKind.Unauthenticated, detail) { Code = "invalid_client" };

    public static Error TooMany() =>
        new(ErrorKind.TooManyRequests, "Too many requests from this address. Try again later.") { Code = "temporarily_unavailable" };

    public static Error Of(string code, string detail) => new(ErrorKind.Invalid, detail) { Code = code };

    /// <summary>RFC 6749 §5.2.</summary>
    public static IResult ToOAuthResult(this Error error, HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(error);
        OAuthAnswers.NoStore(context);
        if (error is { Kind: ErrorKind.Unauthenticated } && context.Request.Headers.Authorization.Count > 0)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"mcp-gateway\"";
        }

        if (error.Kind == ErrorKind.TooManyRequests)
        {
            context.Response.Headers.RetryAfter = "60";
        }

        return ErrorResults.Json(
            new JsonObject
            {
                ["error"] = error.Code ?? "invalid_request",
                ["error_description"] = error.Detail,
            }, ErrorResults.StatusCodeOf(error.Kind));
    }
}

/// <summary>Headers of answers that carry credentials or depend on who asks.</summary>
internal static class OAuthAnswers
{
    public static void NoStore(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
    }

    /// <summary>
    /// A redirect that nothing logs: the framework's own writes its target down, which holds codes. After a form the browser comes with GET
    /// (RFC 9700 §4.12).
    /// </summary>
    public static IResult Redirect(HttpContext context, string location)
    {
        NoStore(context);
        context.Response.Headers.Location = context.Request.Located(location);
        return TypedResults.StatusCode(
            HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status303SeeOther : StatusCodes.Status302Found);
    }

    public static IResult Json(HttpContext context, JsonObject body, int status = StatusCodes.Status200OK)
    {
        NoStore(context);
        return ErrorResults.Json(body, status);
    }

    public static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];
}
