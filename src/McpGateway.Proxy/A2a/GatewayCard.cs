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
        ("securityRequirements", "security_requirements"),
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

        RewriteFormer(card, isVersion1, place.Address);
        card.Remove("signatures");
        card.Remove("signature");
        Secure(card, isVersion1, place.Security);
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
    private static void RewriteFormer(JsonObject card, bool isVersion1, string address)
    {
        if (isVersion1 && !card.ContainsKey("url"))
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

    private static JsonArray Carried(JsonNode? interfaces, string bindingName, string address)
    {
        var carried = new JsonArray();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in (interfaces as JsonArray ?? []).OfType<JsonObject>())
        {
            var binding = Text(item[bindingName]) ?? Text(item["protocol_binding"]);
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

    /// <summary>Whoever calls proves themselves to the gateway; what the agent wants is between the gateway and the agent.</summary>
    private static void Secure(JsonObject card, bool isVersion1, CardSecurity? security)
    {
        if (isVersion1)
        {
            card["securitySchemes"] = new JsonObject
            {
                [Scheme] = security is null
                    ? new JsonObject { ["httpAuthSecurityScheme"] = new JsonObject { ["scheme"] = "Bearer" } }
                    : new JsonObject { ["oauth2SecurityScheme"] = OAuth(security) },
            };
            card["securityRequirements"] = new JsonArray(
                new JsonObject { ["schemes"] = new JsonObject { [Scheme] = new JsonObject { ["list"] = new JsonArray() } } });
            card.Remove("security");
        }
        else
        {
            var scheme = security is null ? new JsonObject { ["scheme"] = "bearer" } : OAuth(security);
            scheme["type"] = security is null ? "http" : "oauth2";
            card["securitySchemes"] = new JsonObject { [Scheme] = scheme };
            card["security"] = new JsonArray(new JsonObject { [Scheme] = new JsonArray() });
            card.Remove("securityRequirements");
        }

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
