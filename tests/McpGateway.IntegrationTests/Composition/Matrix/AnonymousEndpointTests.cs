namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>What a stranger gets an answer from.</summary>
[Collection(MatrixGroup.Name)]
public sealed class AnonymousEndpointTests(RecordedMatrix matrix)
{
    private const string Keys = "public keys of the gateway's tokens";
    private const string Metadata = "public metadata";
    private const string SignIn = "way in";
    private const string PageFile = "file of the sign-in page";
    private const string Form = "the form cannot be read; with one the session is asked for";
    private const string OwnCredential = "takes the client's credential in the request itself";

    /// <summary>Endpoints that do more for a stranger than refuse, or send to sign in, and why.</summary>
    private static readonly Dictionary<string, string> Open = new(StringComparer.Ordinal)
    {
        ["GET /"] = SignIn + ": sends to the sign-in page",
        ["GET /.well-known/jwks.json"] = Keys,
        ["GET /.well-known/mcp-servers"] = "registry document of the servers that are on; its contract has no credential",
        ["GET /.well-known/oauth-authorization-server"] = Metadata,
        ["GET /.well-known/oauth-authorization-server/{**path}"] = Metadata,
        ["GET /.well-known/oauth-protected-resource"] = Metadata,
        ["GET /.well-known/oauth-protected-resource/{**path}"] = Metadata + ", the same whether or not a server is at the path",
        ["GET /.well-known/openid-configuration"] = Metadata,
        ["GET /.well-known/openid-configuration/{**path}"] = Metadata,
        ["GET /_content/ui/{name}"] = PageFile,
        ["GET /_framework/opaque-redirect"] = "the framework's own; follows only addresses that the gateway has sealed",
        ["GET /api/auth/auth/{provider}"] = SignIn,
        ["GET /api/auth/config"] = SignIn + ": where that is",
        ["GET /api/auth/login"] = SignIn,
        ["GET /api/auth/logout"] = SignIn + ": signing out twice is no error",
        ["GET /api/auth/providers"] = SignIn + ": with which providers",
        ["GET /api/version"] = "tells the version, for monitoring",
        ["GET /favicon.ico"] = PageFile,
        ["GET /health"] = "tells that the process answers, for monitoring",
        ["GET /health/live"] = "tells that the process lives, for platforms",
        ["GET /health/ready"] = "tells whether the store answers, for load balancers",
        ["GET /login"] = SignIn,
        ["GET /login/no-access"] = SignIn + ": sends strangers to the sign-in page",
        ["GET /login/password"] = SignIn,
        ["GET /oauth2/authorize"] = "judges the client's request first; then sends to sign in, or back to a client that asked for silence",
        ["GET /oauth2/callback/{provider}"] = SignIn + ": takes only what the browser's own attempt began",
        ["GET /oauth2/egress/callback"] = "judges the provider's answer first; goes on with a session only",
        ["GET /oauth2/egress/client.json"] = Metadata + " of the gateway as a client, for providers",
        ["GET /oauth2/jwks"] = Keys,
        ["GET /oauth2/login/{provider}"] = SignIn,
        ["GET /oauth2/logout/{provider}"] = SignIn,
        ["GET /oauth2/providers"] = SignIn + ": with which providers",
        ["GET /openapi.json"] = "description of the API, the same for everybody",
        ["POST /api/auth/login"] = SignIn,
        ["POST /api/auth/logout"] = SignIn + ": signing out twice is no error",
        ["POST /api/auth/password"] = SignIn + ": asks for the present password",
        ["POST /device"] = Form,
        ["POST /device/decision"] = Form,
        ["POST /oauth2/authorize"] = Form,
        ["POST /oauth2/device_authorization"] = OwnCredential,
        ["POST /oauth2/introspect"] = OwnCredential,
        ["POST /oauth2/register"] = "clients register themselves (RFC 7591); can be switched off",
        ["POST /oauth2/revoke"] = OwnCredential,
        ["POST /oauth2/token"] = OwnCredential,
    };

    [Fact]
    public void EveryEndpoint_AnonymousCaller_RefusesOrIsListed()
    {
        string[] open =
        [
            .. matrix.Rows.Where(row => row is { Caller: Caller.AnonymousName, Endpoint: not null } && !IsRefused(row))
                .Select(row => row.Endpoint!)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(Open.Keys.Order(StringComparer.Ordinal), open);
    }

    private static bool IsRefused(RecordedRow row) =>
        row.Status is 401 or 403 || (row.Status is 302 && row.Location?.StartsWith("/login?next=", StringComparison.Ordinal) == true);
}
