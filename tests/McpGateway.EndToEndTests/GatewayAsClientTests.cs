using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests;

/// <summary>
/// The official conformance suite plays a protected MCP server and its authorization server; the OAuth client that it judges is the
/// gateway. Whoever uses the gateway is played by <c>gateway-auth-client.mjs</c>, which knows nothing of OAuth but how to open an address.
/// </summary>
public sealed partial class GatewayAsClientTests
{
    private const int AtOnce = 4;

    private static readonly string Suite = Path.Combine(
        Repository.NodePeers, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");

    /// <summary>The suite takes it for the client's metadata document, which nobody fetches.</summary>
    private static readonly Dictionary<string, string?> WithDocument = new(StringComparer.Ordinal)
    {
        ["Egress__ClientMetadataUrl"] = "https://conformance-test.local/client-metadata.json",
    };

    /// <summary>
    /// Run in all revisions of the specification that have them; the others in the newest one. Revisions differ in the MCP around the
    /// authorization: these two see all of it, sessions and none.
    /// </summary>
    private static readonly string[] InEveryRevision = ["auth/metadata-default", "auth/scope-step-up"];

    /// <summary>What the gateway has to pass, and what it shows.</summary>
    private static readonly Dictionary<string, string> Applies = new(StringComparer.Ordinal)
    {
        ["auth/metadata-default"] = "resource metadata named by the 401, issuer metadata at the root",
        ["auth/metadata-var1"] = "resource metadata at the path's well-known address, OpenID Connect metadata",
        ["auth/metadata-var2"] = "resource metadata at the root's well-known address, issuer with a path",
        ["auth/metadata-var3"] = "resource metadata anywhere, OpenID Connect metadata below the issuer's path",
        ["auth/basic-cimd"] = "the address of the metadata document is the client id where the issuer takes such",
        ["auth/scope-from-www-authenticate"] = "the scopes of the 401 are asked for",
        ["auth/scope-from-scopes-supported"] = "or else those of the resource metadata",
        ["auth/scope-omitted-when-undefined"] = "or else none",
        ["auth/scope-step-up"] = "a 403 for want of a scope has the user connect again, for what was given and what is missing",
        ["auth/scope-retry-limit"] = "once for each scope",
        ["auth/token-endpoint-auth-basic"] = "client_secret_basic where it is offered",
        ["auth/token-endpoint-auth-post"] = "client_secret_post where it is offered",
        ["auth/token-endpoint-auth-none"] = "a public client where no secret is wanted",
        ["auth/pre-registration"] = "client_id and client_secret that an operator stated",
        ["auth/2025-03-26-oauth-metadata-backcompat"] = "a server that is its own authorization server",
        ["auth/2025-03-26-oauth-endpoint-fallback"] = "the same without any metadata",
        ["auth/resource-mismatch"] = "resource metadata about another resource is refused",
        ["auth/offline-access-scope"] = "offline_access is asked for where the issuer lists it",
        ["auth/offline-access-not-supported"] = "and not where it does not",
        ["auth/authorization-server-migration"] = "another issuer gets another registration",
        ["auth/iss-supported"] = "RFC 9207: the issuer in the answer is the one that was asked",
        ["auth/iss-not-advertised"] = "none announced, none needed",
        ["auth/iss-supported-missing"] = "announced and missing is refused",
        ["auth/iss-wrong-issuer"] = "another issuer is refused",
        ["auth/iss-unexpected"] = "also where none was announced",
        ["auth/iss-normalized"] = "compared character by character",
        ["auth/metadata-issuer-mismatch"] = "metadata that names another issuer is refused",
        ["auth/client-credentials-jwt"] = "a token of the gateway's own, with private_key_jwt",
        ["auth/client-credentials-basic"] = "a token of the gateway's own, with a secret",
    };

    /// <summary>Extensions that the gateway does not have, and why. The guide on egress says so, too.</summary>
    private static readonly Dictionary<string, string> DoesNotApply = new(StringComparer.Ordinal)
    {
        ["auth/dpop"] = "Tokens are sent as bearer tokens: one key per user and a proof per request are not implemented.",
        ["auth/dpop-nonce"] = "As auth/dpop.",
        ["auth/enterprise-managed-authorization"] =
            "The client exchanges the ID token that the user's identity provider issued to it. "
                + "The gateway keeps no ID tokens of its users.",
        ["auth/wif-jwt-bearer"] =
            "The client presents the identity document that its platform gave the workload. The gateway is given none; "
                + "it signs its own assertions.",
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryScenario_IsPassedOrExplained()
    {
        var listed = (await ListAsync()).Select(scenario => scenario.Name).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(listed.Order(StringComparer.Ordinal), Applies.Keys.Concat(DoesNotApply.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Scenarios_WithTheGatewayAsClient_Pass()
    {
        var runs = (await ListAsync()).Where(scenario => Applies.ContainsKey(scenario.Name))
            .SelectMany(scenario => scenario.Revisions
                .TakeLast(InEveryRevision.Contains(scenario.Name) ? scenario.Revisions.Count : 1)
                .Select(revision => (scenario.Name, Revision: revision)))
            .ToList();
        Assert.True(runs.Count > Applies.Count, $"The suite lists {runs.Count} runs.");
        await using var registering = await GatewayProcess.StartAsync(Cancellation);
        await using var documented = await GatewayProcess.StartAsync(Cancellation, WithDocument);
        var (plain, named) = (await EnvironmentAsync(registering), await EnvironmentAsync(documented));
        var failures = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation },
            async (run, cancellationToken) =>
            {
                var (exitCode, output) = await RunAsync(
                    run.Name, run.Revision, run.Name == "auth/basic-cimd" ? named : plain, cancellationToken);
                if (exitCode != 0 || !output.Contains("OVERALL: PASSED", StringComparison.Ordinal))
                {
                    failures.Enqueue($"{run.Name} {run.Revision} ({Applies[run.Name]}):\n{output}");
                }
            });

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
    }

    /// <summary>The scenarios about authorization and the revisions that have them; extensions have one without a name.</summary>
    private static async Task<IReadOnlyList<(string Name, IReadOnlyList<string> Revisions)>> ListAsync()
    {
        var (exitCode, output) = await ChildProcess.RunAsync(Repository.Node, [Suite, "list"], Cancellation);
        Assert.True(exitCode == 0, output);
        return
        [
            .. Listed().Matches(output).Select(match => (
                match.Groups["name"].Value,
                (IReadOnlyList<string>)match.Groups["revisions"].Value.Replace("extension", "", StringComparison.Ordinal).Split(','))),
        ];
    }

    private static Task<(int ExitCode, string Output)> RunAsync(
        string scenario, string revision, IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancellationToken) => ChildProcess.RunAsync(
        Repository.Node,
        [
            Suite, "client", "--scenario", scenario, "--timeout", "60000", "--command",
            $"{Path.Combine(".", "node_modules", ".bin", "node")} gateway-auth-client.mjs",
            .. revision.Length > 0 ? ["--spec-version", revision] : Array.Empty<string>(),
        ],
        cancellationToken,
        environment,
        Repository.NodePeers);

    /// <summary>
    /// What the people around the gateway need: its address, an administrator's token, and a session of the user's browser.
    /// </summary>
    private static async Task<Dictionary<string, string?>> EnvironmentAsync(GatewayProcess gateway)
    {
        await gateway.SignInAsync(Cancellation);
        using var form = new FormUrlEncodedContent([new("username", "admin"), new("password", GatewayProcess.Password)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/api/auth/login")) { Content = form };
        request.Headers.Accept.Add(new("application/json"));
        using var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var response = await browser.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new(StringComparer.Ordinal)
        {
            ["GATEWAY_URL"] = gateway.Address.ToString().TrimEnd('/'),
            ["GATEWAY_TOKEN"] = await gateway.VendAsync(Cancellation),
            ["GATEWAY_COOKIE"] = string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])),
        };
    }

    [GeneratedRegex(@"^\s+- (?<name>auth/\S+) \[(?<revisions>[^\]]+)\]\s*$", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
