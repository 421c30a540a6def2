using System.Text.Json.Nodes;
using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Registration;
using McpGateway.Foundation.Http;
using McpGateway.Identity.Authentication;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Metadata;

/// <summary>What a client that knows only a URL reads first: RFC 9728, RFC 8414 and the form of OpenID Connect Discovery.</summary>
internal static class MetadataEndpoints
{
    public const string ServerPath = "/.well-known/oauth-authorization-server";
    private const string OpenIdPath = "/.well-known/openid-configuration";

    public static void MapMetadata(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Challenge.MetadataPath, ShowWhole);
        routes.MapGet(Challenge.MetadataPath + "/{**path}", ShowResource);

        // Clients insert the path of a resource here too, when they take the resource for the issuer. There is one issuer for all.
        routes.MapGet(ServerPath, ShowServer);
        routes.MapGet(ServerPath + "/{**path}", ShowServer);
        routes.MapGet(OpenIdPath, ShowServer);
        routes.MapGet(OpenIdPath + "/{**path}", ShowServer);
    }

    private static IResult ShowWhole(HttpContext context, PublicOrigin origins, IOptions<OAuthOptions> options) =>
        Resource(context, origins.Of(context.Request), "", options.Value);

    /// <summary>Answers for every path at which a server could be, so that nobody learns which there are.</summary>
    private static IResult ShowResource(HttpContext context, string? path, PublicOrigin origins, IOptions<OAuthOptions> options)
    {
        var origin = origins.Of(context.Request);
        var resourcePath = "/" + path;
        return resourcePath == "/" ? Resource(context, origin, "", options.Value)
            : ResourceUri.IsPlausible(resourcePath) ? Resource(context, origin, resourcePath, options.Value)
            : ErrorResults.Detail(StatusCodes.Status404NotFound, "No server can be at this path.");
    }

    private static IResult Resource(HttpContext context, string origin, string path, OAuthOptions options)
    {
        var json = new JsonObject
        {
            ["resource"] = origin + path,
            ["authorization_servers"] = new JsonArray(origin),
            ["scopes_supported"] = OAuthAnswers.Strings(OAuthScopes.Words(options.AdvertisedScopes)!),
            ["bearer_methods_supported"] = new JsonArray("header"),
            ["resource_name"] = "MCP Gateway",
        };
        if (options.ResourceDocumentationUrl is { } page)
        {
            json["resource_documentation"] = page;
        }

        return Answer(context, json);
    }

    private static IResult ShowServer(HttpContext context, PublicOrigin origins, IOptions<OAuthOptions> options)
    {
        var origin = origins.Of(context.Request);
        var methods = OAuthAnswers.Strings(ClientAuthMethods.All);
        var json = new JsonObject
        {
            ["issuer"] = origin,
            ["authorization_endpoint"] = origin + AuthorizeEndpoints.Path,
            ["token_endpoint"] = origin + TokenEndpoint.Path,
            ["jwks_uri"] = origin + "/oauth2/jwks",
            ["device_authorization_endpoint"] = origin + DeviceEndpoints.AuthorizationPath,
            ["revocation_endpoint"] = origin + TokenStateEndpoints.RevokePath,
            ["introspection_endpoint"] = origin + TokenStateEndpoints.IntrospectPath,
            ["scopes_supported"] = OAuthAnswers.Strings(OAuthScopes.Supported),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query"),
            ["grant_types_supported"] = OAuthAnswers.Strings(GrantTypes.All),
            ["token_endpoint_auth_methods_supported"] = methods,
            ["revocation_endpoint_auth_methods_supported"] = methods.DeepClone(),
            ["introspection_endpoint_auth_methods_supported"] = new JsonArray(ClientAuthMethods.Basic, ClientAuthMethods.Post),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["authorization_response_iss_parameter_supported"] = true,
            ["client_id_metadata_document_supported"] = options.Value.AllowsMetadataDocuments,
            ["request_parameter_supported"] = false,
            ["request_uri_parameter_supported"] = false,
            ["prompt_values_supported"] = new JsonArray("none", "login", "consent", "select_account"),

            // Required by the OpenID form. Identity tokens are not issued: who the user is stays between the user and the gateway.
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("ES256"),
        };
        if (options.Value.AllowsRegistration)
        {
            json["registration_endpoint"] = origin + RegistrationEndpoints.Path;
        }

        return Answer(context, json);
    }

    /// <summary>Not to be kept by anything shared: without a configured origin the answer follows the request's.</summary>
    private static IResult Answer(HttpContext context, JsonObject json)
    {
        context.Response.Headers.CacheControl = "no-store";
        return ErrorResults.Json(json);
    }
}
