using System.Text.Json.Nodes;

namespace McpGateway.Cli.Keycloak;

/// <summary>Representations of Keycloak's admin API.</summary>
internal static class RealmJson
{
    public const string GroupsMapperName = "groups";
    private const string PostLogoutUris = "post.logout.redirect.uris";

    public static JsonObject Realm(string name) => new()
    {
        ["realm"] = name,
        ["enabled"] = true,
        ["registrationAllowed"] = false,
        ["resetPasswordAllowed"] = true,
        ["bruteForceProtected"] = true,
        ["sslRequired"] = "external",
    };

    public static JsonObject Scope(string name) => new()
    {
        ["name"] = name,
        ["description"] = $"Scope {name} of the MCP gateway's access policy",
        ["protocol"] = "openid-connect",
        ["attributes"] = new JsonObject { ["include.in.token.scope"] = "true", ["display.on.consent.screen"] = "true" },
    };

    public static JsonObject Client(PlannedClient client)
    {
        var json = new JsonObject
        {
            ["clientId"] = client.Id,
            ["name"] = client.Id,
            ["description"] = client.Description,
            ["enabled"] = true,
            ["protocol"] = "openid-connect",
            ["publicClient"] = false,
            ["standardFlowEnabled"] = client.ServiceAccountGroups is null,
            ["implicitFlowEnabled"] = false,

            // Passwords belong on Keycloak's own page.
            ["directAccessGrantsEnabled"] = false,
            ["serviceAccountsEnabled"] = client.ServiceAccountGroups is not null,
            ["redirectUris"] = Strings(client.RedirectUris),
            ["webOrigins"] = Strings(client.WebOrigin is { } origin ? [origin] : []),
        };
        if (client.PostLogoutUri is { } uri)
        {
            json["attributes"] = new JsonObject { [PostLogoutUris] = uri };
        }

        return json;
    }

    /// <summary>What an existing client lacks. What somebody has added to it stays.</summary>
    /// <returns>The whole representation with what was lacking; null when nothing is.</returns>
    public static JsonObject? Mend(JsonObject existing, PlannedClient client)
    {
        var mended = existing.DeepClone().AsObject();
        foreach (var name in (string[])["enabled", client.ServiceAccountGroups is null ? "standardFlowEnabled" : "serviceAccountsEnabled"])
        {
            mended[name] = true;
        }

        mended["publicClient"] = false;
        mended["redirectUris"] = With(existing["redirectUris"], client.RedirectUris);
        mended["webOrigins"] = With(existing["webOrigins"], client.WebOrigin is { } origin ? [origin] : []);
        if (client.PostLogoutUri is { } uri)
        {
            var attributes = mended["attributes"] as JsonObject ?? [];
            mended["attributes"] = attributes.Parent is null ? attributes : attributes.DeepClone();
            mended["attributes"]![PostLogoutUris] ??= uri;
        }

        return JsonNode.DeepEquals(Comparable(existing), Comparable(mended)) ? null : mended;
    }

    /// <summary>Without it tokens would not say the groups. Full paths are off: groups are named in the access policy.</summary>
    public static JsonObject GroupsMapper() => new()
    {
        ["name"] = GroupsMapperName,
        ["protocol"] = "openid-connect",
        ["protocolMapper"] = "oidc-group-membership-mapper",
        ["config"] = new JsonObject
        {
            ["claim.name"] = "groups",
            ["full.path"] = "false",
            ["id.token.claim"] = "true",
            ["access.token.claim"] = "true",
            ["userinfo.token.claim"] = "true",
        },
    };

    public static JsonObject User(PlannedUser user) => new()
    {
        ["username"] = user.Name,
        ["email"] = user.Email,
        ["firstName"] = user.FirstName,
        ["lastName"] = user.LastName,
        ["enabled"] = true,
        ["emailVerified"] = true,
        ["credentials"] = new JsonArray(new JsonObject
        {
            ["type"] = "password",
            ["value"] = user.Password.Value,
            ["temporary"] = user.Password.IsGenerated,
        }),
    };

    private static JsonArray With(JsonNode? existing, IReadOnlyList<string> wanted)
    {
        string[] has = [.. (existing as JsonArray ?? []).Select(one => one?.ToString() ?? "")];
        return Strings([.. has, .. wanted.Except(has, StringComparer.Ordinal)]);
    }

    /// <summary>Absent and empty lists are the same to Keycloak.</summary>
    private static JsonObject Comparable(JsonObject client)
    {
        var copy = client.DeepClone().AsObject();
        foreach (var name in (string[])["redirectUris", "webOrigins"])
        {
            copy[name] ??= new JsonArray();
        }

        return copy;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);
}
