using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>One numbered set of <c>EGRESS_…_N</c> settings: an account at the provider of a server behind the gateway.</summary>
internal sealed record EgressSettings(
    int Number, OAuthProvider Provider, OAuthApplication Application, Uri Redirect, IReadOnlyList<string> Scopes, string? Server)
{
    private const int Most = 100;
    private const string MachineProvider = "cognito_m2m";

    /// <summary>Whether tokens are the application's own, for which nobody is asked.</summary>
    public bool IsMachine => Provider.Authorization is null;

    /// <summary>All sets, by their numbers.</summary>
    /// <exception cref="CommandFailure">A set is incomplete.</exception>
    public static IReadOnlyList<EgressSettings> All(CredentialSettings settings) =>
        [.. Enumerable.Range(1, Most).Where(n => settings.Find($"EGRESS_OAUTH_CLIENT_ID_{n}") is not null).Select(n => Read(settings, n))];

    private static EgressSettings Read(CredentialSettings settings, int number)
    {
        var provider = ProviderOf(settings, number);
        var scope = settings.Find($"EGRESS_OAUTH_SCOPE_{number}");
        return new(
            number, provider,
            new(
                settings.Need($"EGRESS_OAUTH_CLIENT_ID_{number}"), settings.Find($"EGRESS_OAUTH_CLIENT_SECRET_{number}"),
                provider.UsesBasic),
            settings.FindAddress($"EGRESS_OAUTH_REDIRECT_URI_{number}") ?? new("http://localhost:8080/callback"),
            scope?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? provider.Scopes,
            settings.Find($"EGRESS_MCP_SERVER_NAME_{number}"));
    }

    /// <summary>One that is known by name, or any other that the settings say the addresses of.</summary>
    private static OAuthProvider ProviderOf(CredentialSettings settings, int number)
    {
        var name = settings.Need($"EGRESS_PROVIDER_NAME_{number}");
        var authorization = settings.FindAddress($"EGRESS_OAUTH_AUTH_URL_{number}");
        var token = settings.FindAddress($"EGRESS_OAUTH_TOKEN_URL_{number}");
        if (KnownProviders.Find(name) is { } known)
        {
            return known with { Authorization = authorization ?? known.Authorization, Token = token ?? known.Token };
        }

        if (name is "cognito" or MachineProvider)
        {
            var pool = settings.Need("COGNITO_USER_POOL_ID");
            return new(
                name, name == MachineProvider ? null : ProviderEndpoints.Cognito(settings, pool, "authorize"),
                ProviderEndpoints.Cognito(settings, pool), name == MachineProvider ? [] : ["openid", "email", "profile"]);
        }

        return token is not null
            ? new(name, authorization, token, []) { UsesBasic = true }
            : throw CommandFailure.Misuse(
                $"EGRESS_PROVIDER_NAME_{number}: {name} is not known",
                $"Known are {string.Join(", ", KnownProviders.Names)}, cognito and {MachineProvider}; for others set "
                    + $"EGRESS_OAUTH_TOKEN_URL_{number} and EGRESS_OAUTH_AUTH_URL_{number}.");
    }
}
