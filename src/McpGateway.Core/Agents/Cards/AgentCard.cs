using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// A card that was read and found proper: one view of both forms, A2A 1.0 (<c>supportedInterfaces</c>) and 0.3 (<c>url</c>,
/// <c>preferredTransport</c>, <c>additionalInterfaces</c>). Made by <see cref="CardReader"/>.
/// </summary>
public sealed record AgentCard
{
    /// <summary>The card as it was stated.</summary>
    public required JsonElement Json { get; init; }

    /// <summary>Whether the card is of the form of A2A 1.0; else it is of 0.3 or earlier.</summary>
    public required bool IsVersion1 { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Version of the agent itself.</summary>
    public required string Version { get; init; }

    /// <summary>Version of the protocol as stated; that of the preferred interface in a card of 1.0.</summary>
    public required string ProtocolVersion { get; init; }

    /// <summary>Where the agent is called, the preferred one first. At least one.</summary>
    public required IReadOnlyList<AgentInterface> Interfaces { get; init; }

    public required AgentCapabilities Capabilities { get; init; }

    public IReadOnlyList<AgentSkill> Skills { get; init; } = [];

    public IReadOnlyDictionary<string, AgentSecurityScheme> SecuritySchemes { get; init; } =
        new Dictionary<string, AgentSecurityScheme>(StringComparer.Ordinal);

    /// <summary>Alternatives; each names schemes that are needed together, with their OAuth scopes. Null when not stated.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security { get; init; }

    public IReadOnlyList<string> DefaultInputModes { get; init; } = ["text/plain"];

    public IReadOnlyList<string> DefaultOutputModes { get; init; } = ["text/plain"];

    public AgentProvider? Provider { get; init; }

    public string? IconUrl { get; init; }

    public string? DocumentationUrl { get; init; }

    /// <summary>Signatures over the card (JWS, RFC 7515), not yet verified.</summary>
    public IReadOnlyList<CardJws> Signatures { get; init; } = [];

    /// <summary>Address of the preferred interface.</summary>
    public string Url => Interfaces[0].Url;

    /// <summary>The first interface with a binding, whatever its case; null when the agent has none.</summary>
    /// <param name="binding">One of <see cref="A2aBinding"/>.</param>
    public AgentInterface? FindInterface(string binding) =>
        Interfaces.FirstOrDefault(item => item.Binding.Equals(binding, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One address of an agent.</summary>
/// <param name="Url">Absolute.</param>
/// <param name="Binding">One of <see cref="A2aBinding"/>, or one that this product does not know.</param>
/// <param name="ProtocolVersion">Of A2A, two numbers: <c>1.0</c>, <c>0.3</c>.</param>
/// <param name="Tenant">What requests name as tenant (1.0); null when nothing.</param>
public sealed record AgentInterface(string Url, string Binding, string ProtocolVersion, string? Tenant)
{
    /// <summary>Where the card states the address: <c>url</c>, <c>additionalInterfaces[1].url</c>.</summary>
    public string Field { get; init; } = "url";

    /// <summary>Whether it speaks in the words of A2A 1.0, which later versions keep; else in those of 0.3.</summary>
    public bool IsVersion1 => !ProtocolVersion.StartsWith("0.", StringComparison.Ordinal);

    /// <summary>The version in whose words the gateway speaks to it: <c>1.0</c> or <c>0.3</c>.</summary>
    public string SpokenVersion => IsVersion1 ? "1.0" : "0.3";
}

/// <summary>Bindings of the protocol (A2A 1.0 §5).</summary>
public static class A2aBinding
{
    public const string JsonRpc = "JSONRPC";
    public const string HttpJson = "HTTP+JSON";
    public const string Grpc = "GRPC";
}

/// <summary>What an agent can do beside answering.</summary>
public sealed record AgentCapabilities(bool Streaming, bool PushNotifications, bool ExtendedCard)
{
    /// <summary>URIs of the extensions that the agent knows.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];
}

/// <summary>Something that an agent does.</summary>
public sealed record AgentSkill(string Id, string Name, string Description, IReadOnlyList<string> Tags)
{
    public IReadOnlyList<string>? Examples { get; init; }

    public IReadOnlyList<string>? InputModes { get; init; }

    public IReadOnlyList<string>? OutputModes { get; init; }

    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<string>>>? Security { get; init; }
}

/// <summary>How callers prove themselves to an agent; the members that a type has, the others null.</summary>
/// <param name="Type"><c>apiKey</c>, <c>http</c>, <c>oauth2</c>, <c>openIdConnect</c> or <c>mutualTLS</c>.</param>
public sealed record AgentSecurityScheme(string Type)
{
    public string? Description { get; init; }

    public string? Scheme { get; init; }

    public string? In { get; init; }

    public string? Name { get; init; }

    public string? BearerFormat { get; init; }

    public JsonElement? Flows { get; init; }

    public string? OpenIdConnectUrl { get; init; }
}

/// <summary>Who offers an agent.</summary>
public sealed record AgentProvider(string Organization, string Url);

/// <summary>A signature in the form of JWS's JSON serialisation.</summary>
/// <param name="Protected">Protected header, base64url.</param>
/// <param name="Signature">base64url.</param>
public sealed record CardJws(string Protected, string Signature)
{
    /// <summary>The protected header; null when it cannot be read.</summary>
    internal JsonElement? Header
    {
        get
        {
            var decoded = new byte[Base64Url.GetMaxDecodedLength(Protected.Length)];
            return Base64Url.DecodeFromChars(Protected, decoded, out _, out var written) == OperationStatus.Done
                ? StrictJson.ReadObject(decoded.AsMemory(0, written))
                : null;
        }
    }
}

/// <summary>What is wrong with a card.</summary>
/// <param name="Field">Where, in the card's own names: <c>skills[2].id</c>.</param>
/// <param name="Message">What to do about it; a whole sentence that names the field or the thing.</param>
/// <param name="IsForm">Whether a value is of another type than the protocol gives it.</param>
public sealed record CardProblem(string Field, string Message, bool IsForm = false);
