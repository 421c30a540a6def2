using System.Net;
using McpGateway.Foundation.Diagnostics;
using McpGateway.Identity.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>
/// What administrators are told of a provider whose addresses are all in the settings, so that nothing was asked of it before.
/// </summary>
public sealed class ProviderSecretCheckTests
{
    [Theory]
    [InlineData("secret")]
    [InlineData(null)]
    public async Task Run_NobodyListens_ProviderDoesNotAnswer(string? secret)
    {
        using var http = new StubHttp().Fail();

        var found = Assert.Single(await RunAsync(http, secret));

        Assert.Equal((DiagnosisSeverity.Error, "keycloak"), (found.Severity, found.Subject));
        Assert.Contains("does not answer", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnlyItsProxyAnswers_ProviderDoesNotAnswer()
    {
        using var http = new StubHttp().Answer("<html>", HttpStatusCode.BadGateway);

        Assert.Contains("does not answer", Assert.Single(await RunAsync(http, "secret")).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_grant", 0)]
    [InlineData("invalid_client", 1)]
    public async Task Run_ProviderAnswers_ClientIsJudgedByTheError(string error, int problems)
    {
        using var http = new StubHttp().Answer($$"""{"error":"{{error}}"}""", HttpStatusCode.BadRequest);

        Assert.Equal(problems, (await RunAsync(http, "secret")).Count);
    }

    private static Task<IReadOnlyList<Diagnosis>> RunAsync(StubHttp http, string? secret)
    {
        var oauth = http.OAuth(TimeProvider.System);
        var catalog = new ProviderCatalog(Options.Create(new ConfiguredProviders { Definitions = [Keycloak(secret)] }));
        var connections = new ProviderConnections(
            catalog, oauth, Options.Create(new ProviderOptions()), TimeProvider.System, NullLoggerFactory.Instance);
        return new ProviderSecretCheck(catalog, connections, oauth).RunAsync(TestContext.Current.CancellationToken);
    }

    private static ProviderDefinition Keycloak(string? secret) => new()
    {
        Name = "keycloak",
        DisplayName = "Keycloak",
        Kind = ProviderKind.Keycloak,
        ClientId = "web",
        ClientSecret = secret,
        Issuers = ["https://keycloak.example/realms/mcp"],
        AuthorizationUrl = new("https://keycloak.example/auth"),
        TokenUrl = new("https://keycloak.example/token"),
        KeysUrl = new("https://keycloak.example/certs"),
        Scopes = [],
        UserNameClaims = [],
        GroupsClaims = [],
    };
}
