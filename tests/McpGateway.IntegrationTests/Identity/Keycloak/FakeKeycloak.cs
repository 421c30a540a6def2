using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Identity.Keycloak;

/// <summary>
/// The part of Keycloak's admin API that is used, as Keycloak answers it. It accepts exactly the requests that Keycloak documents: whatever
/// has another method, path, member or credential is noted in <see cref="Violations"/>.
/// </summary>
internal sealed class FakeKeycloak : IAsyncDisposable
{
    public const string Password = "password of the realm's master";
    private const string Admin = "/admin/realms/mcp-gateway/";

    private readonly WebApplication _app;
    private readonly Dictionary<string, JsonObject> _users = [];
    private readonly Dictionary<string, JsonObject> _groups = [];
    private readonly Dictionary<string, JsonObject> _clients = [];
    private readonly Dictionary<string, HashSet<string>> _memberships = [];
    private readonly Lock _changing = new();
    private string _token = "";
    private int _next;

    private FakeKeycloak(WebApplication app)
    {
        _app = app;
        foreach (var name in (string[])["mcp-registry-user", "public-mcp-users"])
        {
            AddGroup(new() { ["name"] = name });
        }

        _clients["c-0"] = new() { ["id"] = "c-0", ["clientId"] = "account", ["serviceAccountsEnabled"] = false, ["enabled"] = true };
    }

    public ConcurrentQueue<string> Violations { get; } = [];

    public int TokensIssued { get; private set; }

    public bool IsBroken { get; set; }

    public string Url => _app.Urls.Single();

    public static async Task<FakeKeycloak> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeKeycloak(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>As a restart does: tokens given out before are not known any more.</summary>
    public void ForgetTokens() => _token = "";

    public JsonObject ClientOf(string clientId) => _clients.Values.Single(client => Text(client, "clientId") == clientId);

    public bool HasUser(string name) => _users.Values.Any(user => Text(user, "username") == name);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        (int Status, JsonNode? Body, string? Location) answer;
        lock (_changing)
        {
            answer = IsBroken ? (500, null, null) : Answer(context.Request, body);
        }

        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Location = answer.Location is null ? default : $"{Url}{Admin}{answer.Location}";
        if (answer.Body is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
        }
    }

    private (int, JsonNode?, string?) Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value!;
        if (path == "/realms/master/protocol/openid-connect/token")
        {
            return Token(request, body);
        }

        if (!path.StartsWith(Admin, StringComparison.Ordinal))
        {
            return Violation($"{request.Method} {path}", 404);
        }

        if (_token.Length == 0 || request.Headers.Authorization != "Bearer " + _token)
        {
            return (401, null, null);
        }

        JsonObject? json = null;
        if (body.Length > 0)
        {
            if (request.ContentType != "application/json; charset=utf-8" && request.ContentType != "application/json")
            {
                return Violation($"content type {request.ContentType} for {path}", 415);
            }

            json = JsonNode.Parse(body)!.AsObject();
        }

        var query = request.Query;
        return (request.Method, path[Admin.Length..].Split('/')) switch
        {
            ("GET", ["users"]) => List(_users.Values.Where(user => query.ContainsKey("username")
                ? query["exact"] == "true" && Text(user, "username") == query["username"].ToString()
                : !Text(user, "username").StartsWith("service-account-", StringComparison.Ordinal)
                    && Text(user, "username").Contains(query["search"].ToString(), StringComparison.Ordinal))),
            ("POST", ["users"]) => CreateUser(json!),
            ("GET", ["users", var id]) => Found(_users, id),
            ("PUT", ["users", var id]) when Only(json, "enabled") && _users.TryGetValue(id, out var user) =>
                Do(() => user["enabled"] = json!["enabled"]!.DeepClone()),
            ("DELETE", ["users", var id]) => _users.Remove(id) ? (204, null, null) : (404, null, null),
            ("PUT", ["users", var id, "reset-password"]) when Only(json, "type", "value", "temporary") && _users.ContainsKey(id) =>
                (204, null, null),
            ("GET", ["users", var id, "groups"]) when _users.ContainsKey(id) =>
                List(_memberships.GetValueOrDefault(id, []).Select(group => _groups[group])),
            ("PUT", ["users", var id, "groups", var group]) when json is null && _users.ContainsKey(id) && _groups.ContainsKey(group) =>
                Do(() => Members(id).Add(group)),
            ("DELETE", ["users", var id, "groups", var group]) when Members(id).Contains(group) => Do(() => Members(id).Remove(group)),
            ("GET", ["groups"]) => List(_groups.Values),
            ("POST", ["groups"]) when Only(json, "name", "attributes") =>
                _groups.Values.Any(group => Text(group, "name") == Text(json!, "name"))
                ? (409, null, null)
                : (201, null, "groups/" + AddGroup(json!)),
            ("DELETE", ["groups", var id]) =>
                _groups.Remove(id) ? Do(() => _memberships.Values.ToList().ForEach(members => members.Remove(id))) : (404, null, null),
            ("GET", ["clients"]) => List(_clients.Values.Where(
                client => !query.ContainsKey("clientId") || Text(client, "clientId") == query["clientId"].ToString())),
            ("POST", ["clients"]) => CreateClient(json!),
            ("DELETE", ["clients", var id]) => _clients.Remove(id) ? Do(() => _users.Remove("s-" + id)) : (404, null, null),
            ("GET", ["clients", var id, "client-secret"]) when _clients.ContainsKey(id) =>
                (200, new JsonObject { ["type"] = "secret", ["value"] = "secret-of-" + id }, null),
            ("GET", ["clients", var id, "service-account-user"]) => Found(_users, "s-" + id),
            ("POST", ["clients", var id, "protocol-mappers", "models"]) when Only(json, "name", "protocol", "protocolMapper", "config")
                && _clients.TryGetValue(id, out var client) =>
                AddMapper(client, json!),
            _ => Violation($"{request.Method} {path} {body}", 404),
        };
    }

    private (int, JsonNode?, string?) Token(HttpRequest request, string body)
    {
        var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body);
        if (request.Method != "POST"
            || request.ContentType != "application/x-www-form-urlencoded"
            || form["grant_type"] != "password"
            || form["client_id"] != "admin-cli")
        {
            return Violation($"{request.Method} token {string.Join(',', form.Keys)}", 400);
        }

        if ((form["username"], form["password"]) != ("admin", Password))
        {
            return (401, new JsonObject { ["error"] = "invalid_grant" }, null);
        }

        TokensIssued++;
        _token = Guid.NewGuid().ToString("N");
        return (200, new JsonObject { ["access_token"] = _token, ["expires_in"] = 60, ["token_type"] = "Bearer" }, null);
    }

    private (int, JsonNode?, string?) CreateUser(JsonObject json)
    {
        if (!Only(json, "username", "email", "firstName", "lastName", "enabled", "emailVerified", "credentials"))
        {
            return Violation("user " + json.ToJsonString(), 400);
        }

        if (HasUser(Text(json, "username")))
        {
            return (409, new JsonObject { ["errorMessage"] = "User exists with same username" }, null);
        }

        var id = $"u-{++_next}";
        json.Remove("credentials");
        json["id"] = id;
        _users[id] = json;
        return (201, null, "users/" + id);
    }

    private (int, JsonNode?, string?) CreateClient(JsonObject json)
    {
        if (!Only(
            json, "clientId", "name", "description", "enabled", "protocol", "publicClient", "serviceAccountsEnabled", "standardFlowEnabled",
            "implicitFlowEnabled", "directAccessGrantsEnabled")
            || json["publicClient"]!.GetValue<bool>() || !json["serviceAccountsEnabled"]!.GetValue<bool>())
        {
            return Violation("client " + json.ToJsonString(), 400);
        }

        if (_clients.Values.Any(client => Text(client, "clientId") == Text(json, "clientId")))
        {
            return (409, null, null);
        }

        var id = $"c-{++_next}";
        json["id"] = id;
        _clients[id] = json;
        _users["s-" + id] = new() { ["id"] = "s-" + id, ["username"] = "service-account-" + Text(json, "clientId"), ["enabled"] = true };
        return (201, null, "clients/" + id);
    }

    private static (int, JsonNode?, string?) AddMapper(JsonObject client, JsonObject mapper)
    {
        client["mapper"] = mapper.DeepClone();
        return (201, null, $"clients/{Text(client, "id")}/protocol-mappers/models/m-1");
    }

    private string AddGroup(JsonObject group)
    {
        var id = $"g-{++_next}";
        (group["id"], group["path"], group["subGroups"]) = (id, "/" + Text(group, "name"), new JsonArray());
        _groups[id] = group;
        return id;
    }

    private HashSet<string> Members(string id) => _memberships.TryGetValue(id, out var members) ? members : _memberships[id] = [];

    private (int, JsonNode?, string?) Violation(string what, int status)
    {
        Violations.Enqueue(what);
        return (status, null, null);
    }

    private static (int, JsonNode?, string?) Do(Action change)
    {
        change();
        return (204, null, null);
    }

    private static (int, JsonNode?, string?) Found(Dictionary<string, JsonObject> all, string id) =>
        all.TryGetValue(id, out var found) ? (200, found.DeepClone(), null) : (404, null, null);

    private static (int, JsonNode?, string?) List(IEnumerable<JsonObject> items) =>
        (200, new JsonArray([.. items.Select(item => item.DeepClone())]), null);

    private static bool Only(JsonObject? json, params string[] members) =>
        json is not null && json.All(member => members.Contains(member.Key));

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";
}
