namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// Requests per endpoint, besides the one that every endpoint gets: parameters that name nothing, and an empty body. Writing requests are
/// complete and touch only what belongs to the caller's row of the matrix, so that a permitted one does not change what others see.
/// </summary>
internal static class EndpointSamples
{
    private const string Complete = "complete";
    private const string Existing = "existing";
    private const string FirstAgents = "/api/agents";
    private const string SecondAgents = "/api/v2/agents";
    private const string Server = "name=@who&description=d&proxy_pass_url=http%3A%2F%2F127.0.0.1%3A9%2Fmcp";
    private const string Machine = "client_id=matrix-machine&client_secret=@machineSecret";
    private const string Authorize =
        "response_type=code&client_id=@client&redirect_uri=http%3A%2F%2F127.0.0.1%2Fback&state=s"
        + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    private static readonly Dictionary<string, Sample[]> Stated = new(StringComparer.Ordinal)
    {
        // servers
        ["POST /api/servers/register"] = [Form("/api/servers/register", $"path=/new-@who&{Server}")],
        ["POST /api/servers/toggle"] = [Form("/api/servers/toggle", "path=/target-@who&new_state=false")],
        ["POST /api/servers/remove"] = [Form("/api/servers/remove", "path=/doomed-@who")],
        ["POST /api/servers/import"] =
        [
            new Sample(Complete, "/api/servers/import")
                .WithJson("""[{"server_name":"@who","path":"/imported-@who","proxy_pass_url":"http://127.0.0.1:9/mcp"}]"""),
        ],
        ["GET /api/servers/tools/{**path}"] =
            [At("/api/servers/tools/currenttime"), Hidden("/api/servers/tools/hidden"), All("/api/servers/tools/all")],
        ["GET /api/servers/{**path}"] = [At("/api/servers/currenttime"), Hidden("/api/servers/hidden")],
        ["GET /api/servers/{**path:endsin(rating)}"] = [At("/api/servers/currenttime/rating"), Hidden("/api/servers/hidden/rating")],
        ["GET /api/servers/{**path:endsin(versions)}"] =
            [At("/api/servers/currenttime/versions"), Hidden("/api/servers/hidden/versions")],
        ["PUT /api/servers/{**path:endsin(default)}"] =
        [
            At("/api/servers/target-@who/versions/default").WithJson("""{"version":"9"}"""),
            At("/api/servers/currenttime/versions/default", "visible").WithJson("""{"version":"9"}"""),
        ],
        ["DELETE /api/servers/{**path}"] =
            [At("/api/servers/target-@who/versions/9"), Hidden("/api/servers/hidden/versions/1.0.0")],
        ["GET /api/servers/{**path:endsin(health/history)}"] =
            [At("/api/servers/currenttime/health/history"), Hidden("/api/servers/hidden/health/history")],
        ["POST /api/servers/{**path:endsin(rate)}"] =
        [
            At("/api/servers/currenttime/rate").WithJson("""{"rating":5}"""),
            Hidden("/api/servers/hidden/rate").WithJson("""{"rating":5}"""),
        ],
        ["POST /api/servers/{**path:endsin(approve)}"] =
        [
            At("/api/servers/target-@who/tools/approve").WithJson("{}"),
            At("/api/servers/currenttime/tools/approve", "visible").WithJson("{}"),
        ],
        ["POST /api/servers/{**path:endsin(reject)}"] =
        [
            At("/api/servers/target-@who/tools/reject").WithJson("""{"tools":["get"]}"""),
            At("/api/servers/currenttime/tools/reject", "visible").WithJson("""{"tools":["get"]}"""),
        ],
        ["POST /api/register"] = [Form("/api/register", $"path=/newer-@who&{Server}")],
        ["POST /api/toggle/{**path}"] =
            [At("/api/toggle/target-@who").WithForm("enabled=off"), At("/api/toggle/currenttime", "visible").WithForm("enabled=on")],
        ["POST /api/edit/{**path}"] = [At("/api/edit/target-@who").WithForm(Server)],
        ["POST /api/refresh/{**path}"] = [At("/api/refresh/target-@who"), At("/api/refresh/currenttime", "visible")],
        ["GET /api/server_details/{**path}"] =
            [At("/api/server_details/currenttime"), Hidden("/api/server_details/hidden"), All("/api/server_details/all")],
        ["GET /api/tools/{**path}"] = [At("/api/tools/currenttime"), Hidden("/api/tools/hidden"), All("/api/tools/all")],
        ["POST /api/internal/register"] = [Form("/api/internal/register", $"path=/internal-@who&{Server}")],
        ["POST /api/internal/remove"] = [Form("/api/internal/remove", "service_path=/internal-@who")],
        ["POST /api/internal/toggle"] = [Form("/api/internal/toggle", "service_path=/target-@who")],
        ["GET /v0.1/servers/{**rest}"] =
        [
            At("/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions"),
            At("/v0.1/servers/io.mcpgateway%2Fcurrenttime/versions/latest", "latest"),
            Hidden("/v0.1/servers/io.mcpgateway%2Fhidden/versions"),
        ],
        ["GET /api/servers/{**path:endsin(server.json)}"] =
            [At("/api/servers/currenttime/server.json"), Hidden("/api/servers/hidden/server.json")],
        ["GET /api/federation/servers"] = [At("/api/federation/servers?limit=5")],
        ["PUT /api/federation/config/{configId}"] =
            [new Sample(Complete, "/api/federation/config/matrix-@who").WithJson("""{"anthropic":{"enabled":false}}""")],
        ["POST /api/search/semantic"] = [new Sample(Complete, "/api/search/semantic").WithJson("""{"query":"what time is it"}""")],

        // agents
        ["POST /api/agents/register"] =
        [
            new Sample(Complete, "/api/agents/register")
                .WithJson("""{"name":"agent-@who","url":"http://127.0.0.1:9/a2a","description":"d","version":"1"}"""),
            new Sample("fetched", "/api/agents/register").WithJson("""{"card_url":"http://169.254.169.254/"}"""),
        ],
        ["GET /api/agents/"] = [At("/api/agents", "list")],
        ["GET /api/agents/{**path}"] = [At("/api/agents/shown-agent"), Hidden("/api/agents/hidden-agent")],
        ["PUT /api/agents/{**path}"] =
        [
            Hidden("/api/agents/hidden-agent")
                .WithJson("""{"name":"a","url":"http://127.0.0.1:9/a2a","description":"d","version":"1"}"""),
        ],
        ["DELETE /api/agents/{**path}"] = [At("/api/agents/doomed-agent-@who")],
        ["POST /api/agents/{**path:endsin(toggle)}"] = [Hidden("/api/agents/hidden-agent/toggle?enabled=false")],
        ["POST /api/agents/{**path:endsin(rate)}"] = [Hidden("/api/agents/hidden-agent/rate").WithJson("""{"rating":5}""")],
        ["POST /api/agents/{**path:endsin(rating)}"] = [Hidden("/api/agents/hidden-agent/rating").WithJson("""{"rating":5}""")],
        ["POST /api/agents/{**path:endsin(health)}"] = [Hidden("/api/agents/hidden-agent/health")],
        ["GET /api/agents/{**path:endsin(rating)}"] = [At("/api/agents/shown-agent/rating"), Hidden("/api/agents/hidden-agent/rating")],
        ["GET /api/agents/{**path:endsin(card)}"] = [At("/api/agents/shown-agent/card"), Hidden("/api/agents/hidden-agent/card")],
        ["POST /api/agents/{**path:endsin(card/approve)}"] =
            [At("/api/agents/shown-agent/card/approve"), Hidden("/api/agents/hidden-agent/card/approve")],
        ["POST /api/agents/{**path:endsin(card/reject)}"] =
        [
            At("/api/agents/shown-agent/card/reject").WithJson("""{"card_hash":"0"}"""),
            Hidden("/api/agents/hidden-agent/card/reject").WithJson("""{"card_hash":"0"}"""),
        ],
        ["POST /api/agents/{**path:endsin(card/refresh)}"] =
            [At("/api/agents/shown-agent/card/refresh"), Hidden("/api/agents/hidden-agent/card/refresh")],
        ["POST /api/agents/discover"] = [new Sample(Complete, "/api/agents/discover").WithJson("""{"skills":["nothing"]}""")],
        ["POST /api/agents/discover/semantic"] = [At("/api/agents/discover/semantic?query=nothing-that-is-there", Complete)],

        // access
        ["POST /api/servers/groups/create"] = [Form("/api/servers/groups/create", "group_name=new-@who")],
        ["POST /api/servers/groups/delete"] = [Form("/api/servers/groups/delete", "group_name=doomed-@who")],
        ["POST /api/servers/groups/add"] = [Form("/api/servers/groups/add", "server_name=target-@who&group_names=doomed-@who")],
        ["POST /api/servers/groups/remove"] = [Form("/api/servers/groups/remove", "server_name=target-@who&group_names=spare")],
        ["POST /api/servers/groups/import"] =
            [new Sample(Complete, "/api/servers/groups/import").WithJson("""{"scope_name":"imported-@who"}""")],
        ["GET /api/servers/groups/{**name}"] = [At("/api/servers/groups/ordinary")],
        ["POST /api/internal/create-group"] = [Form("/api/internal/create-group", "group_name=internal-@who")],
        ["POST /api/internal/delete-group"] = [Form("/api/internal/delete-group", "group_name=internal-@who")],
        ["POST /api/internal/add-to-groups"] = [Form("/api/internal/add-to-groups", "server_name=target-@who&group_names=spare")],
        ["POST /api/internal/remove-from-groups"] = [Form("/api/internal/remove-from-groups", "server_name=target-@who&group_names=spare")],
        ["GET /api/access/explain"] = [At("/api/access/explain?server=currenttime&groups=ordinary", Complete)],
        ["POST /api/access/simulate"] =
        [
            new Sample(Complete, "/api/access/simulate")
                .WithJson("""{"questions":[{"server":"currenttime","groups":["registry-admins"]}]}"""),
        ],
        ["POST /api/access/import"] =
            [new Sample(Complete, "/api/access/import").WithText("UI-Scopes: {}\ngroup_mappings:\n  scopes-of-@who: []\n")],

        // Calls are recorded in the background: how many there are yet, differs from run to run.
        ["GET /api/audit/calls"] = [At("/api/audit/calls?server=nothing")],
        ["GET /api/audit/calls/export"] = [At("/api/audit/calls/export?server=nothing&format=jsonl")],
        ["GET /api/audit/series"] = [At("/api/audit/series?from=2020-01-01T00:00:00Z&to=2020-01-01T01:00:00Z")],

        // accounts, sessions and tokens
        ["POST /api/management/iam/users/human"] =
        [
            new Sample(Complete, "/api/management/iam/users/human").WithJson(
                """
                {
                  "username":"person-@who","email":"p@example.test","first_name":"P","last_name":"T","groups":["ordinary"],
                  "password":"@password"
                }
                """),
        ],
        ["POST /api/management/iam/users/m2m"] =
            [new Sample(Complete, "/api/management/iam/users/m2m").WithJson("""{"name":"new-machine-@who","groups":["ordinary"]}""")],
        ["PATCH /api/management/iam/users/{username}"] = [At("/api/management/iam/users/machine-@who").WithJson("""{"enabled":false}""")],
        ["DELETE /api/management/iam/users/{username}"] = [At("/api/management/iam/users/machine-@who")],
        ["POST /api/management/iam/groups"] = [new Sample(Complete, "/api/management/iam/groups").WithJson("""{"name":"crew-@who"}""")],
        ["DELETE /api/management/iam/groups/{name}"] = [At("/api/management/iam/groups/doomed-crew-@who")],
        ["POST /api/tokens/generate"] = [new Sample(Complete, "/api/tokens/generate").WithJson("""{"expires_in_hours":1}""")],
        ["DELETE /api/tokens/{jti}"] = [At("/api/tokens/@token", "another's")],
        ["POST /api/auth/login"] =
        [
            // A new session takes the place of the one that the request came with.
            Form("/api/auth/login", "username=ordinary&password=@password").ThatEndsTheSession(),
            Form("/api/auth/login", "username=nobody-@who&password=wrong-password", "wrong"),
            Form("/api/auth/login", "username=noone-@who&password=wrong-password", "wrong, json")
                .WithHeaders(("Accept", "application/json")),
        ],
        ["GET /api/auth/logout"] = [new Sample(Existing, "/api/auth/logout").ThatEndsTheSession()],
        ["POST /api/auth/logout"] = [new Sample("empty", "/api/auth/logout").ThatEndsTheSession()],
        ["GET /oauth2/logout/{provider}"] = [new Sample("missing", "/oauth2/logout/missing").ThatEndsTheSession()],
        ["DELETE /api/auth/connections"] = [At("/api/auth/connections?client_id=missing", Complete)],

        // the authorization server
        ["GET /oauth2/authorize"] =
            [At("/oauth2/authorize?" + Authorize, Complete), At("/oauth2/authorize?prompt=none&" + Authorize, "silent")],
        ["POST /oauth2/authorize"] = [Form("/oauth2/authorize", "ticket=none&decision=allow")],
        ["POST /oauth2/token"] =
            [Form("/oauth2/token", "grant_type=client_credentials&" + Machine), Form("/oauth2/token", Machine, "no grant")],
        ["POST /oauth2/revoke"] = [Form("/oauth2/revoke", "token=none&" + Machine)],
        ["POST /oauth2/introspect"] = [Form("/oauth2/introspect", "token=none&" + Machine)],
        ["POST /oauth2/register"] =
            [new Sample(Complete, "/oauth2/register").WithJson("""{"redirect_uris":["http://127.0.0.1/back"],"client_name":"c"}""")],
        ["GET /oauth2/register/{clientId}"] = [At("/oauth2/register/@client")],
        ["PUT /oauth2/register/{clientId}"] = [At("/oauth2/register/@client").WithJson("""{"redirect_uris":["http://127.0.0.1/else"]}""")],
        ["DELETE /oauth2/register/{clientId}"] = [At("/oauth2/register/@client")],
        ["POST /oauth2/device_authorization"] = [Form("/oauth2/device_authorization", "client_id=@client")],
        ["GET /device"] = [At("/device?user_code=BCDF-GHJK", Complete)],
        ["POST /device"] = [Form("/device", "user_code=BCDF-GHJK")],
        ["POST /device/decision"] = [Form("/device/decision", "ticket=none&decision=allow")],
        ["GET /.well-known/oauth-protected-resource/{**path}"] =
            [At("/.well-known/oauth-protected-resource/currenttime/mcp"), Hidden("/.well-known/oauth-protected-resource/hidden/mcp")],
        ["GET /login"] = [At("/login?error=text&next=/ui/servers", Complete), At("/login?next=//evil.example/", "foreign next")],

        // egress
        ["GET /api/egress/servers/{**path}"] = [At("/api/egress/servers/currenttime"), At("/api/egress/servers/target-@who", "own")],
        ["PUT /api/egress/servers/{**path}"] =
        [
            At("/api/egress/servers/target-@who").WithJson(
                """
                {
                  "mode":"user_oauth","provider":"custom","client_id":"c",
                  "authorization_endpoint":"http://127.0.0.1:9/a","token_endpoint":"http://127.0.0.1:9/t"
                }
                """),
            At("/api/egress/servers/currenttime", "visible").WithJson("""{"mode":"none"}"""),
        ],
        ["DELETE /api/egress/servers/{**path}"] = [At("/api/egress/servers/target-@who"), At("/api/egress/servers/currenttime", "visible")],
        ["GET /api/egress/connect/{**path}"] = [At("/api/egress/connect/currenttime"), Hidden("/api/egress/connect/hidden")],
        ["DELETE /api/egress/connections/{**path}"] = [At("/api/egress/connections/currenttime")],
        ["GET /oauth2/egress/callback"] = [At("/oauth2/egress/callback?state=none&code=none", Complete)],

        // pages
        ["GET /ui/server/{*Path}"] = [At("/ui/server/currenttime"), Hidden("/ui/server/hidden")],
        ["GET /ui/edit/{*Path}"] = [At("/ui/edit/currenttime"), Hidden("/ui/edit/hidden")],
        ["GET /_content/ui/{name}"] = [At("/_content/ui/logo.svg")],
        ["GET /"] = [At("/?next=/ui", Complete)],
    };

    /// <summary>All stated ones, for a check that none is left over.</summary>
    public static IReadOnlyCollection<string> Keys => Stated.Keys;

    /// <summary>The requests of an endpoint.</summary>
    public static IEnumerable<Sample> Of(string method, string pattern)
    {
        Sample[] stated = Stated.GetValueOrDefault($"{method} {pattern}") ?? SecondVersion(method, pattern);
        var plain = new Sample(LabelOf(method, pattern), RoutePatternText.Fill(pattern));
        return stated.Any(sample => sample.Label == plain.Label) ? stated : stated.Prepend(plain);
    }

    /// <summary>Agents have their routes twice: what is sent to the one is sent to the other.</summary>
    private static Sample[] SecondVersion(string method, string pattern) =>
        pattern.StartsWith(SecondAgents, StringComparison.Ordinal)
        && Stated.TryGetValue($"{method} {FirstAgents}{pattern[SecondAgents.Length..]}", out var first)
            ? [.. first.Select(static sample => sample with { Target = SecondAgents + sample.Target[FirstAgents.Length..] })]
            : [];

    private static string LabelOf(string method, string pattern) => pattern.Contains('{', StringComparison.Ordinal) ? "missing"
        : method is "GET" or "HEAD" or "DELETE" or "OPTIONS" ? Existing
        : "empty";

    private static Sample At(string target, string label = Existing) => new(label, target);

    private static Sample Hidden(string target) => new("hidden", target);

    private static Sample All(string target) => new("all", target);

    private static Sample Form(string target, string fields, string label = Complete) => new Sample(label, target).WithForm(fields);
}
