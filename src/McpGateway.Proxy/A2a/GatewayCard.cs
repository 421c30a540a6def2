using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Makes of an agent's card the one that the gateway shows: its interfaces are at the gateway, those that the gateway does not carry are
/// gone, and so is the signature, which would not fit. Both forms of the protocol are rewritten, since a card may have both.
/// </summary>
internal static class GatewayCard
{
    private const string Scheme = "gateway";
    private const string JsonRpc = "JSONRPC";
    private const string HttpJson = "HTTP+JSON";

    /// <summary>Members that are rewritten, and how clients of the registry write them too.</summary>
    private static readonly (string Name, string Snake)[] Spellings =
    [
        ("supportedInterfaces", "supported_interfaces"), ("additionalInterfaces", "additional_interfaces"),
        ("preferredTransport", "preferred_transport"), ("securitySchemes", "security_schemes"),
        ("securityRequirements", "security_requirements"), ("protocolVersion", "protocol_version"),
    ];

    /// <returns>The card as UTF-8; null when the JSON is no card.</returns>
    public static byte[]? Rewrite(ReadOnlyMemory<byte> json, in CardPlace place)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Rewrite(document.RootElement, place);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <param name="stated">The agent's card.</param>
    /// <param name="place">Where the gateway shows it.</param>
    /// <returns>The card as UTF-8; null when the JSON is no card.</returns>
    public static byte[]? Rewrite(JsonElement stated, in CardPlace place)
    {
        try
        {
            return stated.ValueKind == JsonValueKind.Object ? RewriteObject(stated, place) : null;
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            return null;
        }
    }

    /// <summary>No JSON, a name that is there twice, or a lone surrogate, which JSON can write and no text can hold.</summary>
    private static bool IsUnreadable(Exception exception) =>
        exception is JsonException or InvalidOperationException or ArgumentException;

    private static byte[] RewriteObject(JsonElement stated, in CardPlace place)
    {
        var card = JsonObject.Create(stated)!;
        foreach (var (name, snake) in Spellings)
        {
            if (card.Remove(snake, out var value))
            {
                card.TryAdd(name, value);
            }
        }

        var isVersion1 = card["supportedInterfaces"] is JsonArray;
        if (isVersion1)
        {
            card["supportedInterfaces"] = Carried(card["supportedInterfaces"], "protocolBinding", place.Address);
        }

        // A card of both says at the top what it is to clients of 0.3.
        var isFormer = !isVersion1 || card.ContainsKey("url") || IsFormer(card["protocolVersion"]) || TryStateFormer(card);
        RewriteFormer(card, isFormer, place.Address);
        card.Remove("signatures");
        card.Remove("signature");
        Secure(card, isVersion1, isFormer, place.Security);
        if (!place.AllowsPush && card["capabilities"] is JsonObject capabilities)
        {
            Set(capabilities, "pushNotifications", false);
        }

        var output = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(output))
        {
            card.WriteTo(writer);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The members by which 0.3 says where an agent is.</summary>
    private static void RewriteFormer(JsonObject card, bool isFormer, string address)
    {
        if (!isFormer)
        {
            card.Remove("additionalInterfaces");
            return;
        }

        var others = Carried(card["additionalInterfaces"], "transport", address);
        var preferred = Text(card["preferredTransport"]) ?? JsonRpc;
        if (!IsCarried(preferred))
        {
            card["preferredTransport"] =
                others.OfType<JsonObject>().Select(static item => Text(item["transport"])).FirstOrDefault() ?? JsonRpc;
        }

        card["url"] = address;
        if (card.ContainsKey("additionalInterfaces"))
        {
            card["additionalInterfaces"] = others;
        }
    }

    /// <summary>
    /// An agent whose card of 1.0 has interfaces of 0.3 is for clients of 0.3 as well, and they know other members. What those say is
    /// rewritten like an agent's own.
    /// </summary>
    private static bool TryStateFormer(JsonObject card)
    {
        JsonObject[] former =
            [.. ((JsonArray)card["supportedInterfaces"]!).OfType<JsonObject>().Where(static item => IsFormer(item["protocolVersion"]))];
        if (former.Length == 0)
        {
            return false;
        }

        card["protocolVersion"] = former[0]["protocolVersion"]!.DeepClone();
        card["preferredTransport"] = BindingOf(former[0], "protocolBinding");
        card["additionalInterfaces"] = new JsonArray(
            [.. former.Select(static item => new JsonObject { ["transport"] = BindingOf(item, "protocolBinding") })]);
        if (card["capabilities"] is JsonObject capabilities && capabilities["extendedAgentCard"] is { } extended)
        {
            card["supportsAuthenticatedExtendedCard"] = extended.DeepClone();
        }

        return true;
    }

    private static string? BindingOf(JsonObject item, string name) => Text(item[name]) ?? Text(item["protocol_binding"]);

    private static bool IsFormer(JsonNode? version) => Text(version)?.StartsWith("0.", StringComparison.Ordinal) is true;

    private static JsonArray Carried(JsonNode? interfaces, string bindingName, string address)
    {
        var carried = new JsonArray();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in (interfaces as JsonArray ?? []).OfType<JsonObject>())
        {
            var binding = BindingOf(item, bindingName);
            if (binding is null || !IsCarried(binding) || !known.Add($"{binding} {Text(item["protocolVersion"])}"))
            {
                continue;
            }

            var copy = (JsonObject)item.DeepClone();
            copy["url"] = address;

            // The gateway states it to the agent.
            copy.Remove("tenant");
            carried.Add((JsonNode)copy);
        }

        return carried;
    }

    /// <summary>
    /// Whoever calls proves themselves to the gateway; what the agent wants is between the gateway and the agent. A card of both forms
    /// states it in both: each reader finds the members that it knows.
    /// </summary>
    private static void Secure(JsonObject card, bool isVersion1, bool isFormer, CardSecurity? security)
    {
        var scheme = new JsonObject();
        card.Remove("security");
        card.Remove("securityRequirements");
        if (isFormer)
        {
            scheme = security is null ? new JsonObject { ["scheme"] = "bearer" } : OAuth(security);
            scheme["type"] = security is null ? "http" : "oauth2";
            card["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() });
        }

        if (isVersion1)
        {
            scheme[security is null ? "httpAuthSecurityScheme" : "oauth2SecurityScheme"] =
                security is null ? new JsonObject { ["scheme"] = "Bearer" } : OAuth(security);
            card["securityRequirements"] = new JsonArray(
                new JsonObject { ["schemes"] = new JsonObject { [Scheme] = new JsonObject { ["list"] = new JsonArray() } } });
        }

        card["securitySchemes"] = new JsonObject { [Scheme] = scheme };
        foreach (var skill in (card["skills"] as JsonArray ?? []).OfType<JsonObject>())
        {
            skill.Remove("security");
            skill.Remove("securityRequirements");
            skill.Remove("security_requirements");
        }
    }

    private static JsonObject OAuth(CardSecurity security) => new()
    {
        ["description"] = "The gateway's OAuth 2.1 server.",
        ["flows"] = new JsonObject
        {
            ["authorizationCode"] = new JsonObject
            {
                ["authorizationUrl"] = security.AuthorizationUrl,
                ["tokenUrl"] = security.TokenUrl,
                ["scopes"] = new JsonObject(),
                ["pkceRequired"] = true,
            },
        },
        ["oauth2MetadataUrl"] = security.MetadataUrl,
    };

    private static void Set(JsonObject part, string name, bool value)
    {
        part.Remove("push_notifications");
        part[name] = value;
    }

    private static bool IsCarried(string binding) =>
        binding.Equals(JsonRpc, StringComparison.OrdinalIgnoreCase) || binding.Equals(HttpJson, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>Where the gateway shows a card.</summary>
/// <param name="Address">The agent's public address at the gateway.</param>
/// <param name="Security">How callers get tokens; null when nothing is known of it.</param>
/// <param name="AllowsPush">Whether agents may be asked for push notifications at all.</param>
internal readonly record struct CardPlace(string Address, CardSecurity? Security, bool AllowsPush);
