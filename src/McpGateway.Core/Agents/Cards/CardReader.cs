using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Reads and judges agent cards of A2A 1.0 (§4.4.1) and 0.3, in the protocol's camelCase or in snake_case. Members that it does not know
/// are left alone: they stay in <see cref="AgentCard.Json"/>.
/// </summary>
internal static partial class CardReader
{
    private const int MaxName = 200;
    private const int MaxDescription = 10_000;
    private const int MaxExample = 4000;
    private const string OldProtocol = "0.3";

    private static readonly KnownMembers OfCards = KnownMembers.OfProtocol(CardNames.AtTheTop);
    private static readonly KnownMembers OfInterfaces = KnownMembers.OfProtocol(CardNames.OfInterfaces);

    /// <returns>The card, or everything that is wrong with it.</returns>
    public static CardReading Read(JsonElement json)
    {
        var problems = new List<CardProblem>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            return new(null, [new("", "The card must be a JSON object", IsForm: true)]);
        }

        var card = Read(new CardPart(json, "", problems));
        CardTexts.Judge(json, problems);
        return new(problems.Count == 0 ? card : null, problems);
    }

    private static AgentCard Read(CardPart card)
    {
        card.RefuseLookAlikes(OfCards);
        var isVersion1 = card.Has("supportedInterfaces");
        var interfaces = isVersion1 ? Interfaces(card) : FormerInterfaces(card);
        var stated = card.Text("protocolVersion");
        if (stated is not null && !ProtocolVersion().IsMatch(stated))
        {
            card.Note("protocolVersion", "Protocol version must be in format X.Y or X.Y.Z");
        }

        var schemes = SecurityReader.Schemes(card);
        return new()
        {
            Json = card.Json,
            IsVersion1 = isVersion1,
            Name = Required(card, "name", MaxName, "Agent name cannot be empty"),
            Description = Required(card, "description", MaxDescription, "Agent description cannot be empty", allowsLines: true),
            Version = Required(card, "version", MaxName, "version: Agent version cannot be empty"),
            ProtocolVersion = stated ?? (isVersion1 && interfaces.Count > 0 ? interfaces[0].ProtocolVersion : "1.0"),
            Interfaces = interfaces,
            Capabilities = Capabilities(card),
            Skills = Skills(card, schemes),
            SecuritySchemes = schemes,
            Security = SecurityReader.Requirements(card, schemes),
            DefaultInputModes = card.Texts("defaultInputModes") ?? ["text/plain"],
            DefaultOutputModes = card.Texts("defaultOutputModes") ?? ["text/plain"],
            Provider = Provider(card),
            IconUrl = card.Url("iconUrl"),
            DocumentationUrl = card.Url("documentationUrl"),
            Signatures = Signatures(card),
        };
    }

    private static string Required(CardPart card, string name, int maximum, string message, bool allowsLines = false)
    {
        var text = card.Text(name, maximum, allowsLines);
        if (string.IsNullOrWhiteSpace(text) && !IsOfAnotherType(card, name))
        {
            card.Note(name, message);
        }

        return text ?? "";
    }

    /// <summary>Then that was noted already.</summary>
    private static bool IsOfAnotherType(CardPart card, string name) =>
        card.Json.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null);

    private static List<AgentInterface> Interfaces(CardPart card)
    {
        var interfaces = new List<AgentInterface>();
        foreach (var part in card.Parts("supportedInterfaces") ?? [])
        {
            part.RefuseLookAlikes(OfInterfaces);
            var (binding, version) = (part.Text("protocolBinding", MaxName), part.Text("protocolVersion", MaxName));
            if (string.IsNullOrEmpty(binding))
            {
                part.Note("protocolBinding", $"{part.FieldOf("protocolBinding")}: must name the binding, for instance JSONRPC");
            }

            if (version is null || !ProtocolVersion().IsMatch(version))
            {
                part.Note("protocolVersion", $"{part.FieldOf("protocolVersion")}: must be the version of A2A, for instance 1.0");
            }

            if (Address(part, binding ?? "") is { } url)
            {
                interfaces.Add(new(url, binding ?? "", MajorMinor(version ?? ""), part.Text("tenant", MaxName))
                {
                    Field = part.FieldOf("url"),
                });
            }
        }

        if (interfaces.Count == 0 && card.Problems.Count == 0)
        {
            card.Note("supportedInterfaces", "supportedInterfaces: must name at least one interface");
        }

        return interfaces;
    }

    /// <summary>Of 0.3: the main address with its transport, then the additional ones.</summary>
    private static List<AgentInterface> FormerInterfaces(CardPart card)
    {
        var interfaces = new List<AgentInterface>();
        var version = FormerVersion(card);
        var binding = card.Text("preferredTransport", MaxName) ?? A2aBinding.JsonRpc;
        var url = card.Text("url");
        if (url is null || CardUrl.FormProblem(url) is not null)
        {
            if (!IsOfAnotherType(card, "url"))
            {
                card.Note("url", "Agent URL must be HTTP or HTTPS and properly formatted");
            }
        }
        else if (CardUrl.ReachProblem(url) is { } unreachable)
        {
            card.Note("url", $"url: {unreachable}");
        }
        else
        {
            interfaces.Add(new(url, binding, version, null));
        }

        foreach (var part in card.Parts("additionalInterfaces") ?? [])
        {
            part.RefuseLookAlikes(OfInterfaces);
            var transport = part.Text("transport", MaxName);
            if (string.IsNullOrEmpty(transport))
            {
                part.Note("transport", $"{part.FieldOf("transport")}: must name the transport, for instance JSONRPC");
            }

            // Cards repeat the main address here.
            if (Address(part, transport ?? "") is { } address && !interfaces.Exists(known => known.Url == address
                && known.Binding == transport))
            {
                interfaces.Add(new(address, transport ?? "", version, null) { Field = part.FieldOf("url") });
            }
        }

        return interfaces;
    }

    /// <summary>
    /// Clients of the registry wrote <c>1.0</c> before there was such a version of A2A: a card of this form speaks 0.3 or less.
    /// </summary>
    private static string FormerVersion(CardPart card) =>
        card.TryGet("protocolVersion", out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } stated && stated.StartsWith("0.", StringComparison.Ordinal)
            ? MajorMinor(stated)
            : OldProtocol;

    private static string MajorMinor(string version) => string.Join('.', version.Split('.').Take(2));

    private static string? Address(CardPart part, string binding)
    {
        var url = part.Text("url");
        if (string.IsNullOrEmpty(url))
        {
            part.Note("url", $"{part.FieldOf("url")}: must be the interface's address");
            return null;
        }

        // What is not HTTP has addresses of its own; the gateway lists it and does not dial it.
        var isHttp = binding.ToUpperInvariant() is A2aBinding.JsonRpc or A2aBinding.HttpJson;
        var problem = !isHttp && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "grpc" or "grpcs" or "dns"
            ? CardUrl.ReachProblem(url)
            : CardUrl.Problem(url);
        if (problem is not null)
        {
            part.Note("url", $"{part.FieldOf("url")}: {problem}");
            return null;
        }

        return url;
    }

    private static AgentCapabilities Capabilities(CardPart card)
    {
        var formerExtended = card.Flag("supportsAuthenticatedExtendedCard") ?? false;
        if (card.Part("capabilities") is not { } part)
        {
            return new(false, false, formerExtended);
        }

        var extensions = (part.Parts("extensions") ?? []).Select(Extension).OfType<string>().ToArray();
        return new(
            part.Flag("streaming") ?? false, part.Flag("pushNotifications") ?? false,
            part.Flag("extendedAgentCard") ?? formerExtended)
        {
            Extensions = extensions,
        };
    }

    /// <summary>The URI of an extension. It is a name: only one that can be followed is judged as an address.</summary>
    private static string? Extension(CardPart part)
    {
        part.Text("description", MaxDescription, allowsLines: true);
        var uri = part.Text("uri");
        if (uri is not null && Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && CardUrl.ReachProblem(uri) is { } problem)
        {
            part.Note("uri", $"{part.FieldOf("uri")}: {problem}");
        }

        return uri;
    }

    private static List<AgentSkill> Skills(CardPart card, IReadOnlyDictionary<string, AgentSecurityScheme> schemes)
    {
        var skills = new List<AgentSkill>();
        foreach (var (part, index) in (card.Parts("skills") ?? []).Select(static (part, index) => (part, index)))
        {
            var id = SkillText(part, index, "id", "ID", MaxName);
            if (id.Contains(' ', StringComparison.Ordinal))
            {
                part.Note("id", $"Skill {index}: ID cannot contain spaces");
            }

            if (id.Length > 0 && skills.Exists(known => known.Id == id))
            {
                part.Note("id", $"Skill {index}: ID '{CardPart.Shown(id)}' is used twice");
            }

            if (!part.Has("tags"))
            {
                part.NoteForm("tags", "a list of texts");
            }

            skills.Add(new(
                id,
                SkillText(part, index, "name", "name", MaxName).Trim(),
                SkillText(part, index, "description", "description", MaxDescription),
                part.Texts("tags") ?? [])
            {
                Examples = part.Texts("examples", MaxExample),
                InputModes = part.Texts("inputModes"),
                OutputModes = part.Texts("outputModes"),
                Security = SecurityReader.Requirements(part, schemes),
            });
        }

        return skills;
    }

    private static string SkillText(CardPart part, int index, string name, string word, int maximum) =>
        Required(part, name, maximum, $"Skill {index}: {word} cannot be empty", allowsLines: name == "description");

    private static AgentProvider? Provider(CardPart card)
    {
        if (card.Part("provider") is not { } part)
        {
            return null;
        }

        var organization = part.Text("organization", MaxName) ?? "";
        return new(organization, part.Url("url") ?? "");
    }

    private static List<CardJws> Signatures(CardPart card)
    {
        var signatures = new List<CardJws>();
        foreach (var part in card.Parts("signatures") ?? [])
        {
            if (part.Text("protected", 8192) is { Length: > 0 } header && part.Text("signature", 8192) is { Length: > 0 } signature)
            {
                var jws = new CardJws(header, signature);
                JudgeKeyUrl(part, jws);
                signatures.Add(jws);
            }
            else
            {
                part.Note("protected", $"{part.FieldOf("protected")}: a signature needs 'protected' and 'signature'");
            }
        }

        return signatures;
    }

    /// <summary>
    /// Where a signature says that its key is. Whether the key can be had is the verifier's question; an address that is followed for
    /// nobody must not be in the card at all.
    /// </summary>
    private static void JudgeKeyUrl(CardPart part, CardJws jws)
    {
        if (jws.Header is { } header && StrictJson.TryReadString(header, "jku", out var stated) && stated is not null
            && CardUrl.ReachProblem(stated) is { } problem)
        {
            part.Note("protected.jku", $"{part.FieldOf("protected.jku")}: {problem}");
        }

        // Not protected, and so believed by nobody here.
        if (part.TryGet("header", out var loose) && loose.ValueKind == JsonValueKind.Object)
        {
            part.Part("header")!.Url("jku");
        }
    }

    [GeneratedRegex(@"^\d{1,4}(\.\d{1,4}){1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProtocolVersion();
}

/// <summary>A card that was read, or why it was not.</summary>
internal sealed record CardReading(AgentCard? Card, IReadOnlyList<CardProblem> Problems);
