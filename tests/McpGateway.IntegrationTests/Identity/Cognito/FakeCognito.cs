using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Identity.Cognito;

/// <summary>
/// The part of the user pools API that is used, as AWS documents it, two items a page. It takes nothing for granted: whatever has a bad
/// signature, another operation or member, or lacks one is noted in <see cref="Violations"/>.
/// </summary>
internal sealed class FakeCognito : IAsyncDisposable
{
    public const string Pool = "eu-central-1_TestPool1";
    public const string KeyId = "AKIDEXAMPLE";
    public const string Secret = "the secret of the access key";
    public const string Session = "the token of the session";
    private const int PageSize = 2;

    /// <summary>
    /// Operation → members that it has to have and, after the bar, those that it may have. The pool's id goes without saying.
    /// </summary>
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["AdminCreateUser"] = "Username UserAttributes|MessageAction DesiredDeliveryMediums",
        ["AdminGetUser"] = "Username|",
        ["AdminDeleteUser"] = "Username|",
        ["AdminEnableUser"] = "Username|",
        ["AdminDisableUser"] = "Username|",
        ["AdminSetUserPassword"] = "Username Password Permanent|",
        ["AdminAddUserToGroup"] = "Username GroupName|",
        ["AdminRemoveUserFromGroup"] = "Username GroupName|",
        ["AdminListGroupsForUser"] = "Username Limit|NextToken",
        ["ListUsers"] = "Limit|Filter PaginationToken",
        ["ListGroups"] = "Limit|NextToken",
        ["GetGroup"] = "GroupName|",
        ["CreateGroup"] = "GroupName|Description",
        ["DeleteGroup"] = "GroupName|",
        ["ListUserPoolClients"] = "MaxResults|NextToken",
        ["DescribeUserPoolClient"] = "ClientId|",
        ["DeleteUserPoolClient"] = "ClientId|",
        ["CreateUserPoolClient"] = "ClientName GenerateSecret AllowedOAuthFlows AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes "
            + "ExplicitAuthFlows PreventUserExistenceErrors EnableTokenRevocation|",

        // What is left out is reset, so everything that the app client has is to be there.
        ["UpdateUserPoolClient"] = "ClientId ClientName AllowedOAuthFlows AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes "
            + "ExplicitAuthFlows PreventUserExistenceErrors EnableTokenRevocation AccessTokenValidity|",
        ["DescribeResourceServer"] = "Identifier|",
        ["CreateResourceServer"] = "Identifier Name Scopes|",
        ["UpdateResourceServer"] = "Identifier Name Scopes|",
    };

    private readonly WebApplication _app;
    private readonly Lock _changing = new();
    private readonly SortedDictionary<string, JsonObject> _users = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> _clients = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> _servers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _memberships = [];
    private int _next;

    private FakeCognito(WebApplication app) => _app = app;

    public ConcurrentQueue<string> Violations { get; } = [];

    public ConcurrentQueue<string> Operations { get; } = [];

    /// <summary>What the next requests to an operation are answered with instead.</summary>
    public Dictionary<string, Queue<(int Status, string Type, string Message)>> Refusals { get; } = [];

    public string Url => _app.Urls.Single();

    public static async Task<FakeCognito> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeCognito(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public void AddGroups(params string[] names) => Array.ForEach(names, name => _groups[name] = "");

    /// <summary>An app client as somebody made it in the console.</summary>
    public string AddClient(string name, string flow, params string[] scopes)
    {
        var id = $"client{++_next:00}";
        _clients[id] = new()
        {
            ["ClientId"] = id,
            ["ClientName"] = name,
            ["ClientSecret"] = "secret-of-" + id,
            ["UserPoolId"] = Pool,
            ["CreationDate"] = 1.7e9,
            ["LastModifiedDate"] = 1.7e9,
            ["AllowedOAuthFlows"] = Names([flow]),
            ["AllowedOAuthFlowsUserPoolClient"] = true,
            ["AllowedOAuthScopes"] = Names(scopes),
            ["ExplicitAuthFlows"] = Names([]),
            ["PreventUserExistenceErrors"] = "ENABLED",
            ["EnableTokenRevocation"] = true,
            ["AccessTokenValidity"] = 15,
        };
        return id;
    }

    public JsonObject User(string name) => _users[name];

    public JsonObject Client(string id) => _clients[id];

    public bool HasUser(string name) => _users.ContainsKey(name);

    public bool HasClient(string id) => _clients.ContainsKey(id);

    public IReadOnlyList<string> Scopes(string server) => _servers.TryGetValue(server, out var found) ? ScopeNames(found) : [];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        (int Status, JsonObject? Body) answer;
        lock (_changing)
        {
            answer = Answer(context.Request, buffer.ToArray());
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        await context.Response.WriteAsync(answer.Body?.ToJsonString() ?? "", context.RequestAborted);
    }

    private (int, JsonObject?) Answer(HttpRequest request, byte[] body)
    {
        var target = request.Headers["X-Amz-Target"].ToString().Split('.');
        var operation = target[^1];
        Operations.Enqueue(operation);
        if (request.Method != "POST"
            || request.Path != "/"
            || target is not ["AWSCognitoIdentityProviderService", _]
            || request.ContentType != "application/x-amz-json-1.1")
        {
            return Violation($"{request.Method} {request.Path} {string.Join('.', target)} {request.ContentType}");
        }

        if (SignatureCheck.ProblemOf(request, body, KeyId, Secret, "eu-central-1") is { } problem
            || request.Headers["X-Amz-Security-Token"] != Session)
        {
            return Violation($"signature of {operation}");
        }

        var json = JsonNode.Parse(body)!.AsObject();
        if (!Shapes.TryGetValue(operation, out var shape) || Text(json, "UserPoolId") != Pool || !Fits(json, shape))
        {
            return Violation($"{operation} {json.ToJsonString()}");
        }

        json.Remove("UserPoolId");
        return Refusals.TryGetValue(operation, out var refusals) && refusals.TryDequeue(out var refusal)
            ? Refuse(refusal.Type, refusal.Message, refusal.Status)
            : Answer(operation, json);
    }

    private (int, JsonObject?) Answer(string operation, JsonObject json)
    {
        var (name, group, id) = (Text(json, "Username"), Text(json, "GroupName"), Text(json, "ClientId"));
        if (name.Length > 0 && operation != "AdminCreateUser" && !_users.ContainsKey(name))
        {
            return Refuse("UserNotFoundException", "User does not exist.");
        }

        if ((group.Length > 0 && operation != "CreateGroup" && !_groups.ContainsKey(group)) || (id.Length > 0 && !_clients.ContainsKey(id)))
        {
            return Refuse("ResourceNotFoundException", "Group or client not found.");
        }

        return operation switch
        {
            "AdminCreateUser" => CreateUser(name, json),
            "AdminGetUser" => (200, Renamed(_users[name])),
            "AdminDeleteUser" => Do(() => _users.Remove(name)),
            "AdminEnableUser" => Do(() => _users[name]["Enabled"] = true),
            "AdminDisableUser" => Do(() => _users[name]["Enabled"] = false),
            "AdminSetUserPassword" => Text(json, "Password").Any(char.IsDigit)
                ? Do(() => _users[name]["UserStatus"] = json["Permanent"]!.GetValue<bool>() ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD")
                : Refuse("InvalidPasswordException", "Password did not conform with policy: Password must have numeric characters"),
            "AdminAddUserToGroup" => Do(() => Members(name).Add(group)),
            "AdminRemoveUserFromGroup" => Do(() => Members(name).Remove(group)),
            "AdminListGroupsForUser" => Page("Groups", "NextToken", json, Members(name).Select(Group)),
            "ListUsers" => Page(
                "Users", "PaginationToken", json,
                _users.Values.Where(user => IsFound(user, Text(json, "Filter"))).Select(user => user.DeepClone())),
            "ListGroups" => Page("Groups", "NextToken", json, _groups.Keys.Select(Group)),
            "GetGroup" => (200, new() { ["Group"] = Group(group) }),
            "CreateGroup" => _groups.TryAdd(group, Text(json, "Description"))
                ? (200, new() { ["Group"] = Group(group) })
                : Refuse("GroupExistsException", "A group with the name exists."),
            "DeleteGroup" => Do(() => _groups.Remove(group)),
            "ListUserPoolClients" => Page(
                "UserPoolClients", "NextToken", json,
                _clients.Values.Select(client => new JsonObject
                {
                    ["ClientId"] = Text(client, "ClientId"),
                    ["ClientName"] = Text(
                    client, "ClientName"),
                    ["UserPoolId"] = Pool
                })),
            "DescribeUserPoolClient" => (200, new() { ["UserPoolClient"] = _clients[id].DeepClone() }),
            "DeleteUserPoolClient" => Do(() => _clients.Remove(id)),
            "CreateUserPoolClient" => WriteClient($"client{++_next:00}", json),
            "UpdateUserPoolClient" => WriteClient(id, json),
            "DescribeResourceServer" => _servers.TryGetValue(Text(json, "Identifier"), out var server)
                ? (200, new() { ["ResourceServer"] = server.DeepClone() })
                : Refuse("ResourceNotFoundException", "Resource server mcp-gateway does not exist."),
            "CreateResourceServer" or "UpdateResourceServer" => Do(() => _servers[Text(json, "Identifier")] = json),
            _ => Violation(operation),
        };
    }

    private (int, JsonObject?) CreateUser(string name, JsonObject json)
    {
        var user = new JsonObject
        {
            ["Username"] = name,
            ["Attributes"] = new JsonArray([
                new JsonObject { ["Name"] = "sub", ["Value"] = $"sub-{++_next}" },
                .. json["UserAttributes"]!.AsArray().Select(attribute => attribute!.DeepClone())]),
            ["Enabled"] = true,
            ["UserStatus"] = "FORCE_CHANGE_PASSWORD",
        };
        return _users.TryAdd(name, user)
            ? (200, new() { ["User"] = user.DeepClone() })
            : Refuse("UsernameExistsException", "User account already exists");
    }

    private (int, JsonObject?) WriteClient(string id, JsonObject json)
    {
        var scopes = json["AllowedOAuthScopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).ToArray();
        if (scopes.FirstOrDefault(
            scope => !_servers.Any(server => ScopeNames(server.Value).Any(name => scope == $"{server.Key}/{name}"))) is { } unknown)
        {
            return Refuse("ScopeDoesNotExistException", "Invalid scope requested: " + unknown);
        }

        if (scopes.Length == 0)
        {
            return Refuse(
                "InvalidOAuthFlowException",
                "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.");
        }

        json.Remove("GenerateSecret");
        (json["ClientId"], json["ClientSecret"], json["UserPoolId"], json["CreationDate"], json["LastModifiedDate"]) = (
            id, "secret-of-" + id, Pool, 1.7e9, 1.7e9);
        json["AccessTokenValidity"] ??= 60;
        _clients[id] = json;
        return (200, new() { ["UserPoolClient"] = json.DeepClone() });
    }

    private static (int, JsonObject?) Page(string items, string token, JsonObject json, IEnumerable<JsonNode> all)
    {
        var from = json[token]?.GetValue<string>() is { } stated ? int.Parse(stated, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var asked = (json["Limit"] ?? json["MaxResults"])!.GetValue<int>();
        var rest = all.Skip(from).ToArray();
        var page = rest.Take(Math.Min(asked, PageSize)).ToArray();
        var body = new JsonObject { [items] = new JsonArray(page) };
        if (rest.Length > page.Length)
        {
            body[token] = (from + page.Length).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return asked is > 0 and <= 60 ? (200, body) : Refuse("InvalidParameterException", "limit");
    }

    private static bool IsFound(JsonObject user, string filter)
    {
        if (filter.Length == 0)
        {
            return true;
        }

        var parts = filter.Split(" ^= ");
        var stated = parts[0] == "username" ? Text(user, "Username") : user["Attributes"]!
            .AsArray()
            .FirstOrDefault(attribute => Text(attribute!.AsObject(), "Name") == parts[0])?["Value"]
            ?.GetValue<string>();
        return stated?.StartsWith(parts[1].Trim('"'), StringComparison.Ordinal) ?? false;
    }

    private static bool Fits(JsonObject json, string shape)
    {
        var (required, optional) = (shape.Split('|')[0].Split(' '), shape.Split('|')[1].Split(' '));
        return required.All(json.ContainsKey)
            && json.All(member => member.Key == "UserPoolId" || required.Contains(member.Key) || optional.Contains(member.Key));
    }

    private JsonObject Group(string name) =>
        new() { ["GroupName"] = name, ["UserPoolId"] = Pool, ["Description"] = _groups[name].Length == 0 ? null : _groups[name] };

    private SortedSet<string> Members(string name) =>
        _memberships.TryGetValue(name, out var members) ? members : _memberships[name] = new(StringComparer.Ordinal);

    private (int, JsonObject?) Violation(string what)
    {
        Violations.Enqueue(what);
        return Refuse("InvalidParameterException", "a violation of the test");
    }

    // Operations without a result answer with an empty body.
    private static (int, JsonObject?) Do(Action change)
    {
        change();
        return (200, null);
    }

    private static (int, JsonObject?) Refuse(string type, string message, int status = 400) =>
        (status, new() { ["__type"] = type, ["message"] = message });

    // AdminGetUser names the attributes otherwise than ListUsers.
    private static JsonObject Renamed(JsonObject user)
    {
        var told = user.DeepClone().AsObject();
        told["UserAttributes"] = told["Attributes"]!.DeepClone();
        told.Remove("Attributes");
        return told;
    }

    private static string[] ScopeNames(JsonObject server) =>
        [.. server["Scopes"]!.AsArray().Select(scope => Text(scope!.AsObject(), "ScopeName"))];

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";
}
