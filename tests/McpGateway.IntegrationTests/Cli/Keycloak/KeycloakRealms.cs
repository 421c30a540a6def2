using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.IntegrationTests.Cli.Keycloak;

/// <summary>
/// Stands in for Keycloak where realms are made: keeps what it is given, as its admin API does (201 with the address of what is new,
/// 204, 404, 409), and gives out tokens to clients. A request that Keycloak does not document is noted in <see cref="Violations"/>.
/// </summary>
internal sealed class KeycloakRealms : IAsyncDisposable
{
    public const string Password = "password of the realm's master";
    private const string Admin = "/admin/realms";

    private readonly WebApplication _app;
    private readonly Dictionary<string, Realm> _realms = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private string _token = "";
    private int _next;

    private KeycloakRealms(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Requests that change something.</summary>
    public ConcurrentQueue<string> Writes { get; } = [];

    public static async Task<KeycloakRealms> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var realms = new KeycloakRealms(app);
        app.Run(realms.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return realms;
    }

    public Realm Of(string realm) => _realms[realm];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        (int Status, JsonNode? Body, string? Location) answer;
        lock (_changing)
        {
            answer = context.Request.Path.Value!.EndsWith("/protocol/openid-connect/token", StringComparison.Ordinal)
                ? Token(context.Request, body)
                : Administer(context.Request, body);
        }

        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Location = answer.Location is null ? default : Url + answer.Location;
        if (answer.Body is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
        }
    }

    private (int, JsonNode?, string?) Token(HttpRequest request, string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        var realm = request.Path.Value!.Split('/')[2];
        if (form["grant_type"] == "password" && form["client_id"] == "admin-cli" && realm == "master")
        {
            _token = Guid.NewGuid().ToString("N");
            return (form["username"], form["password"]) == ("admin", Password)
                ? (200, new JsonObject { ["access_token"] = _token, ["expires_in"] = 60, ["token_type"] = "Bearer" }, null)
                : (401, new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Invalid user credentials" }, null);
        }

        var client = _realms.GetValueOrDefault(realm)?.Clients.FirstOrDefault(one => Text(one, "clientId") == form["client_id"]);
        return client is not null && form["grant_type"] == "client_credentials" && form["client_secret"] == SecretOf(Text(client, "id"))
            ? (200, new JsonObject
            {
                ["access_token"] = "token-of-" + Text(client, "clientId"),
                ["expires_in"] = 300,
                ["token_type"] = "Bearer",
                ["scope"] = form.GetValueOrDefault("scope").ToString(),
            }, null)
            : (401, new JsonObject { ["error"] = "unauthorized_client" }, null);
    }

    private (int, JsonNode?, string?) Administer(HttpRequest request, string body)
    {
        var path = request.Path.Value!;
        if (!path.StartsWith(Admin, StringComparison.Ordinal))
        {
            return Violation(request, body);
        }

        if (_token.Length == 0 || request.Headers.Authorization != "Bearer " + _token)
        {
            return (401, new JsonObject { ["error"] = "HTTP 401 Unauthorized" }, null);
        }

        if (request.Method != "GET")
        {
            Writes.Enqueue($"{request.Method} {path}");
        }

        var json = body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject();
        string[] parts = [.. path[Admin.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        if (parts is [] && request.Method == "POST" && json is not null)
        {
            return _realms.TryAdd(Text(json, "realm"), new(json))
                ? (201, null, $"{Admin}/{Text(json, "realm")}")
                : (409, new JsonObject { ["errorMessage"] = $"Conflict detected. See logs for details" }, null);
        }

        return parts is [var name, .. var rest] && _realms.TryGetValue(name, out var realm)
            ? Answer(request, body, realm, $"{Admin}/{name}/", rest, json)
            : (404, new JsonObject { ["error"] = "Realm not found." }, null);
    }

    private (int, JsonNode?, string?) Answer(
        HttpRequest request, string body, Realm realm, string root, string[] path, JsonObject? json)
    {
        var query = request.Query;
        return (request.Method, path) switch
        {
            ("GET", []) => (200, realm.Settings.DeepClone(), null),
            ("GET", ["client-scopes"]) => List(realm.Scopes),
            ("POST", ["client-scopes"]) => Create(realm.Scopes, json!, "name", root + "client-scopes/"),
            ("GET", ["groups"]) => List(realm.Groups),
            ("POST", ["groups"]) => Create(realm.Groups, json!, "name", root + "groups/"),
            ("GET", ["clients"]) => List(realm.Clients.Where(one => Text(one, "clientId") == query["clientId"])),
            ("POST", ["clients"]) => CreateClient(realm, json!, root),
            ("PUT", ["clients", var id]) when json is not null => Do(() => realm.Clients[IndexOf(realm.Clients, id)] = json),
            ("GET", ["clients", var id, "client-secret"]) =>
                (200, new JsonObject { ["type"] = "secret", ["value"] = SecretOf(id) }, null),
            ("GET", ["clients", var id, "service-account-user"]) => Find(realm.Users, "s-" + id),
            ("GET", ["clients", var id, "protocol-mappers", "models"]) => List(realm.MappersOf(id)),
            ("POST", ["clients", var id, "protocol-mappers", "models"]) =>
                Create(realm.MappersOf(id), json!, "name", $"{root}clients/{id}/protocol-mappers/models/"),
            ("GET", ["users"]) when query["exact"] == "true" => List(realm.Users.Where(one => Text(one, "username") == query["username"])),
            ("POST", ["users"]) => Create(realm.Users, json!, "username", root + "users/"),
            ("GET", ["users", var id, "groups"]) => List(realm.Groups.Where(group => realm.Memberships.Contains((id, Text(group, "id"))))),
            ("PUT", ["users", var id, "groups", var group]) when json is null => Do(() => realm.Memberships.Add((id, group))),
            _ => Violation(request, body),
        };
    }

    private (int, JsonNode?, string?) CreateClient(Realm realm, JsonObject json, string root)
    {
        var answer = Create(realm.Clients, json, "clientId", root + "clients/");
        if (answer.Item1 == 201 && json["serviceAccountsEnabled"]!.GetValue<bool>())
        {
            realm.Users.Add(new() { ["id"] = "s-" + Text(json, "id"), ["username"] = "service-account-" + Text(json, "clientId") });
        }

        return answer;
    }

    private (int, JsonNode?, string?) Create(List<JsonObject> all, JsonObject json, string key, string root)
    {
        if (all.Any(one => Text(one, key) == Text(json, key)))
        {
            return (409, new JsonObject { ["errorMessage"] = $"{Text(json, key)} already exists" }, null);
        }

        json["id"] = $"i-{++_next}";
        all.Add(json);
        return (201, null, root + Text(json, "id"));
    }

    private (int, JsonNode?, string?) Violation(HttpRequest request, string body)
    {
        Violations.Enqueue($"{request.Method} {request.Path} {body}");
        return (404, null, null);
    }

    private static (int, JsonNode?, string?) Do(Action change)
    {
        change();
        return (204, null, null);
    }

    private static (int, JsonNode?, string?) Find(List<JsonObject> all, string id) =>
        all.FirstOrDefault(one => Text(one, "id") == id) is { } found ? (200, found.DeepClone(), null) : (404, null, null);

    private static (int, JsonNode?, string?) List(IEnumerable<JsonObject> items) =>
        (200, new JsonArray([.. items.Select(item => item.DeepClone())]), null);

    private static int IndexOf(List<JsonObject> all, string id) => all.FindIndex(one => Text(one, "id") == id);

    private static string SecretOf(string id) => "secret-of-" + id;

    private static string Text(JsonObject json, string name) => json[name]?.ToString() ?? "";

    /// <summary>What a realm has.</summary>
    internal sealed class Realm(JsonObject settings)
    {
        private readonly Dictionary<string, List<JsonObject>> _mappers = new(StringComparer.Ordinal);

        public JsonObject Settings { get; } = settings;

        public List<JsonObject> Scopes { get; } = [];

        public List<JsonObject> Groups { get; } = [];

        public List<JsonObject> Clients { get; } = [];

        public List<JsonObject> Users { get; } = [];

        public HashSet<(string User, string Group)> Memberships { get; } = [];

        public List<JsonObject> MappersOf(string client) => _mappers.TryGetValue(client, out var found) ? found : _mappers[client] = [];

        /// <summary>Names of the groups that somebody is in.</summary>
        public IEnumerable<string> GroupsOf(string user)
        {
            var id = Text(Users.Single(one => Text(one, "username") == user), "id");
            return Groups.Where(group => Memberships.Contains((id, Text(group, "id")))).Select(group => Text(group, "name"));
        }
    }
}
