using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>The objects of a tenant and what Graph lets one do with them.</summary>
internal sealed partial class FakeDirectory
{
    public const string Domain = "example.org";

    private static readonly string[] UserMembers = [
        "id", "userPrincipalName", "mail", "givenName", "surname", "accountEnabled", "displayName"];
    private static readonly string[] GroupMembers = ["id", "displayName", "description"];
    private static readonly string[] PrincipalMembers = ["id", "appId", "displayName", "accountEnabled", "tags"];
    private static readonly string[] ObjectMembers = ["id", "displayName"];

    private readonly Func<string, FakeAnswer> _violation;
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly HashSet<(string Group, string Member)> _memberships = [];
    private readonly Dictionary<string, int> _unknownYet = [];

    public FakeDirectory(Func<string, FakeAnswer> violation)
    {
        _violation = violation;
        foreach (var name in (string[])["mcp-registry-user", "public-mcp-users"])
        {
            AddGroup(name);
        }

        // What every tenant has besides: roles among the memberships, and applications that are nobody's business here.
        Add("directoryRole", new() { ["displayName"] = "Directory Readers" });
        Add(
            "servicePrincipal",
            new()
            {
                ["appId"] = Guid.NewGuid().ToString(),
                ["displayName"] = "Microsoft Graph",
                ["accountEnabled"] = true,
                ["tags"] = new JsonArray(),
            });
    }

    /// <summary>How often something new is not known yet where it is used next.</summary>
    public int Lag { get; set; }

    /// <summary>The most that a page holds, whatever is asked for.</summary>
    public int? LargestPage { get; set; }

    public string AddGroup(string name, bool isSecurity = true) =>
        Add("group", new() { ["displayName"] = name, ["securityEnabled"] = isSecurity, ["mailEnabled"] = !isSecurity });

    public string AddUser(string name) => Add("user", new()
    {
        ["userPrincipalName"] = name,
        ["displayName"] = name,
        ["accountEnabled"] = true,
    });

    public string AddPrincipal(string name) =>
        Add(
            "servicePrincipal",
            new() { ["appId"] = Guid.NewGuid().ToString(), ["displayName"] = name, ["accountEnabled"] = true, ["tags"] = new JsonArray() });

    public void Join(string group, string member) => _memberships.Add((group, member));

    public bool IsMember(string group, string member) => _memberships.Contains((group, member));

    public JsonObject? Find(string type, string name) =>
        Of(type).FirstOrDefault(item => (string?)item["displayName"] == name || (string?)item["userPrincipalName"] == name);

    public string IdOf(string type, string name) => (string)Find(type, name)!["id"]!;

    public FakeAnswer Read(FakeQuery query)
    {
        if (query.Problem is { } problem)
        {
            return _violation($"{query.Path}: {problem}");
        }

        var answer = query.Path.Split('/') switch
        {
            ["users"] => query.Page(Of("user"), UserMembers, isTyped: false, LargestPage),
            ["groups"] => query.Page(Of("group"), GroupMembers, isTyped: false, LargestPage),
            ["servicePrincipals"] => query.Page(Of("servicePrincipal"), PrincipalMembers, isTyped: false, LargestPage),
            ["users" or "servicePrincipals", var id, "memberOf"] =>
                IsKnown(id) ? query.Page(GroupsOf(id), ObjectMembers, isTyped: true, LargestPage) : FakeAnswer.NotFound,
            ["users" or "servicePrincipals", var id, "transitiveMemberOf"] =>
                IsKnown(id) ? query.Page(
                    GroupsOf(id).SelectMany(group => GroupsOf((string)group["id"]!).Prepend(group)), ObjectMembers, isTyped: true,
                    LargestPage) : FakeAnswer.NotFound,
            _ => _violation("GET " + query.Path),
        };
        return answer.Status == 400 ? _violation($"GET {query.Path}: {answer.Body!.ToJsonString()}") : answer;
    }

    public FakeAnswer Change(string method, string path, JsonObject? json, string url) => (method, path.Split('/')) switch
    {
        ("POST", ["users"]) => CreateUser(json!),
        ("PATCH", ["users", var id]) when Only(json!, "accountEnabled", "passwordProfile") => Patch(id, json!),
        ("DELETE", ["users", var id]) => Delete(id, "user"),
        ("POST", ["groups"]) => CreateGroup(json!),
        ("DELETE", ["groups", var id]) => Delete(id, "group"),
        ("POST", ["groups", var group, "members", "$ref"]) when Only(json!, "@odata.id") => Join(group, (string)json!["@odata.id"]!, url),
        ("DELETE", ["groups", var group, "members", var member, "$ref"]) =>
            _memberships.Remove((group, member)) ? FakeAnswer.Done : FakeAnswer.NotFound,
        ("POST", ["applications"]) => CreateApplication(json!),
        ("DELETE", ["applications", var id]) => DeleteApplication(id),
        ("DELETE", [var named]) when ByAppId().Match(named) is { Success: true } match => DeleteApplication(
            Of("application").Where(one => (string)one["appId"]! == match.Groups[1].Value)
                .Select(one => (string)one["id"]!)
                .FirstOrDefault() ?? ""),
        ("POST", ["applications", var id, "addPassword"]) => AddPassword(id, json!),
        ("POST", ["servicePrincipals"]) => CreatePrincipal(json!),
        ("PATCH", ["servicePrincipals", var id]) when Only(json!, "accountEnabled") => Patch(id, json!),
        ("DELETE", ["servicePrincipals", var id]) => Delete(id, "servicePrincipal"),
        _ => _violation($"{method} {path} {json?.ToJsonString()}"),
    };

    public static bool Only(JsonObject json, params string[] members) =>
        json.Count > 0 && json.All(member => members.Contains(member.Key) && member.Value is not null);

    private FakeAnswer CreateUser(JsonObject json)
    {
        if (!Only(
            json, "accountEnabled", "displayName", "givenName", "surname", "mail", "mailNickname", "userPrincipalName", "passwordProfile")
            || json["passwordProfile"] is not JsonObject profile || !Only(profile, "password", "forceChangePasswordNextSignIn")
            || json["accountEnabled"] is null
                || json["displayName"] is null
                || json["mailNickname"] is null
                || json["userPrincipalName"] is null)
        {
            return _violation("POST users " + json.ToJsonString());
        }

        var name = (string)json["userPrincipalName"]!;
        if (!name.EndsWith("@" + Domain, StringComparison.Ordinal))
        {
            return FakeAnswer
                .Error(400, "Request_BadRequest",
                    "The domain portion of the userPrincipalName property is invalid. "
                        + "You must use one of the verified domain names in your organization.");
        }

        if (((string)profile["password"]!).Contains("password", StringComparison.Ordinal))
        {
            return FakeAnswer.Error(
                400, "Request_BadRequest",
                "The specified password does not comply with password complexity requirements. Please provide a different password.");
        }

        if (Find("user", name) is not null)
        {
            return FakeAnswer.Error(
                400, "Request_BadRequest", "Another object with the same value for property userPrincipalName already exists.");
        }

        json.Remove("passwordProfile");
        return new(201, Created("user", json));
    }

    private FakeAnswer CreateGroup(JsonObject json) =>
        Only(json, "displayName", "description", "mailEnabled", "mailNickname", "securityEnabled") && (string?)json["description"] != ""
        && !json["mailEnabled"]!.GetValue<bool>()
            && json["securityEnabled"]!.GetValue<bool>()
            && Nickname().IsMatch((string)json["mailNickname"]!)
            ? new(201, Created("group", json))
            : _violation("POST groups " + json.ToJsonString());

    private FakeAnswer CreateApplication(JsonObject json)
    {
        if (!Only(json, "displayName", "description", "signInAudience", "tags") || (string?)json["signInAudience"] != "AzureADMyOrg")
        {
            return _violation("POST applications " + json.ToJsonString());
        }

        json["appId"] = Guid.NewGuid().ToString();
        return new(201, Created("application", json));
    }

    private FakeAnswer CreatePrincipal(JsonObject json)
    {
        if (!Only(json, "appId", "tags")
            || Of("application").FirstOrDefault(one => (string)one["appId"]! == (string)json["appId"]!) is not { } application)
        {
            return _violation("POST servicePrincipals " + json.ToJsonString());
        }

        if (!IsKnown((string)application["id"]!))
        {
            return FakeAnswer.Error(
                400, "Request_BadRequest",
                $"The appId '{json["appId"]}' of the service principal does not reference a valid application object.");
        }

        (json["displayName"], json["accountEnabled"]) = (application["displayName"]!.DeepClone(), true);
        return new(201, Created("servicePrincipal", json));
    }

    private FakeAnswer AddPassword(string id, JsonObject json)
    {
        if (!IsKnown(id))
        {
            return FakeAnswer.NotFound;
        }

        return Only(json, "passwordCredential") && Only(json["passwordCredential"]!.AsObject(), "displayName")
            ? new(
                200,
                new JsonObject
                {
                    ["keyId"] = Guid.NewGuid().ToString(),
                    ["secretText"] = "secret-of-" + id,
                    ["displayName"] = json["passwordCredential"]!["displayName"]!.DeepClone(),
                })
            : _violation("addPassword " + json.ToJsonString());
    }

    private FakeAnswer Join(string group, string reference, string url)
    {
        var prefix = url + "/v1.0/directoryObjects/";
        if (!reference.StartsWith(prefix, StringComparison.Ordinal))
        {
            return _violation("a member " + reference);
        }

        var member = reference[prefix.Length..];
        if (!IsKnown(group) || !IsKnown(member))
        {
            return FakeAnswer.NotFound;
        }

        return _memberships.Add((group, member))
            ? FakeAnswer.Done
            : FakeAnswer.Error(
                400, "Request_BadRequest",
                "One or more added object references already exist for the following modified properties: 'members'.");
    }

    private FakeAnswer Patch(string id, JsonObject json)
    {
        if (!_objects.TryGetValue(id, out var item))
        {
            return FakeAnswer.NotFound;
        }

        if (json["accountEnabled"] is { } isEnabled)
        {
            item["accountEnabled"] = isEnabled.DeepClone();
        }

        return FakeAnswer.Done;
    }

    private FakeAnswer DeleteApplication(string id)
    {
        // The service principal goes with its application.
        foreach (var principal in Of("servicePrincipal").Where(
            one => _objects.TryGetValue(id, out var application) && (string)one["appId"]! == (string)application["appId"]!).ToArray())
        {
            _objects.Remove((string)principal["id"]!);
        }

        return Delete(id, "application");
    }

    private FakeAnswer Delete(string id, string type)
    {
        if (!_objects.TryGetValue(id, out var item) || (string)item["@odata.type"]! != "#microsoft.graph." + type)
        {
            return FakeAnswer.NotFound;
        }

        _objects.Remove(id);
        _memberships.RemoveWhere(membership => membership.Group == id || membership.Member == id);
        return FakeAnswer.Done;
    }

    private JsonObject Created(string type, JsonObject item)
    {
        var id = Add(type, item);
        _unknownYet[id] = Lag;
        return item.DeepClone().AsObject();
    }

    private string Add(string type, JsonObject item)
    {
        var id = Guid.NewGuid().ToString();
        (item["id"], item["@odata.type"]) = (id, "#microsoft.graph." + type);
        _objects[id] = item;
        return id;
    }

    private bool IsKnown(string id) =>
        _objects.ContainsKey(id) && (!_unknownYet.TryGetValue(id, out var times) || (_unknownYet[id] = times - 1) < 0);

    private IEnumerable<JsonObject> Of(string type) =>
        _objects.Values.Where(item => (string)item["@odata.type"]! == "#microsoft.graph." + type);

    private IEnumerable<JsonObject> GroupsOf(string member) =>
        _objects.Values.Where(item => _memberships.Contains(((string)item["id"]!, member)));

    [GeneratedRegex(@"^applications\(appId='([0-9a-f-]+)'\)$")]
    private static partial Regex ByAppId();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Nickname();
}
