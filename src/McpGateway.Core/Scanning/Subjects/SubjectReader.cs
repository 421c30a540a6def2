using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Scanning.Subjects;

/// <summary>Makes what is scanned of what is stored.</summary>
internal static class SubjectReader
{
    /// <summary>Part of the fingerprint: another number has everything scanned again, as after a change of what is read.</summary>
    private const string Reading = "3";

    /// <summary>The tag of what waits for its scan, and of what is unsafe. It is no part of what is judged.</summary>
    public const string PendingTag = "security-pending";

    public static ScanSubject Of(
        ServerRecord server, ServerToolsRecord? tools, bool hasHeaders, IReadOnlyList<ScanNeighbour> neighbours)
    {
        var texts = new List<ScanText>
        {
            new(null, "server_name", TextKind.Name, server.ServerName),
            new(null, "description", TextKind.Prose, server.Description),
        };
        texts.AddRange(TagsOf(server).Select(static (tag, index) => new ScanText(null, $"tags[{index}]", TextKind.Prose, tag)));
        if (tools?.ImplementationName is { Length: > 0 } implementation)
        {
            texts.Add(new(null, "implementation", TextKind.Name, implementation));
        }

        (DefinitionKind Kind, PinnedItem Item)[] items = tools is null ? [] : [.. ItemTexts.Of(tools)];
        var instructions = tools is null ? [] : ItemTexts.InstructionsOf(tools).ToArray();
        texts.AddRange(instructions);
        texts.AddRange((tools?.Tools ?? []).SelectMany(TextsOf));
        texts.AddRange(items.SelectMany(static entry => ItemTexts.Of(entry.Kind, entry.Item)));
        var address = EndpointOf(ServerAddresses.Of(server));
        var hasCredentials = hasHeaders || server.AuthType is not ("none" or "");
        return new()
        {
            Kind = SubjectKind.Server,
            Path = server.Key,
            Name = server.ServerName,
            Address = address,
            HasCredentials = hasCredentials,
            ImplementationName = tools?.ImplementationName,
            ImplementationVersion = tools?.ImplementationVersion,
            IsDiscovered = server.IsBuiltIn || tools?.IsDiscovered == true,
            Texts = texts,
            Tools = [.. (tools?.Tools ?? []).Select(tool => new ScanTool(tool.Name, tool.Description, tool.InputSchema, tool.Annotations))],
            Neighbours = neighbours,
            Fingerprint = FingerprintOf(
            [
                "server", server.ServerName, server.Description, address?.ToString(), hasCredentials ? "credentials" : "",
                tools?.ImplementationName, tools?.ImplementationVersion, tools?.IsDiscovered == true ? "listed" : "",
                .. Counted(TagsOf(server)),
                .. Counted(instructions.SelectMany(static text => (string[])[text.Field, text.Text])),

                // Tools come in any order and have not changed by that.
                .. Counted((tools?.Tools ?? []).Select(static tool => tool.DefinitionHash).Order(StringComparer.Ordinal)),
                .. Counted(items.Select(static entry => $"{entry.Kind} {entry.Item.DefinitionHash}").Order(StringComparer.Ordinal)),
            ]),
        };
    }

    /// <summary>An agent with the card in force and, while one waits for approval, that one too.</summary>
    public static ScanSubject Of(AgentDocument agent, Uri? address, IReadOnlyList<ScanNeighbour> neighbours)
    {
        var texts = new List<ScanText>();
        texts.AddRange(CardTexts("card", agent.Card));
        if (agent.Pending is { } pending)
        {
            texts.AddRange(CardTexts("pending_card", pending.Card));
        }

        return new()
        {
            Kind = SubjectKind.Agent,
            Path = agent.Path,
            Name = agent.DisplayName,
            Address = address,
            HasCredentials = agent.Card.TryGetProperty("securitySchemes", out _),
            Texts = texts,
            Neighbours = neighbours,
            Fingerprint = FingerprintOf(agent, address),
        };
    }

    public static string FingerprintOf(AgentDocument agent, Uri? address) =>
        FingerprintOf(["agent", address?.ToString(), agent.CardHash, agent.Pending?.Hash]);

    /// <summary>Where clients of the upstream call it (registry contract §18.2).</summary>
    private static Uri? EndpointOf(ServerAddresses addresses)
    {
        var stated = addresses.McpEndpoint ?? addresses.SseEndpoint;
        if (stated is not null)
        {
            return stated;
        }

        if (addresses.Upstream is not { Scheme: "http" or "https" } upstream)
        {
            return addresses.Upstream;
        }

        var path = upstream.AbsolutePath.TrimEnd('/');
        var isWhole = $"{path}/" is var whole
            && (whole.Contains("/mcp/", StringComparison.Ordinal) || whole.Contains("/sse/", StringComparison.Ordinal));
        return isWhole ? upstream : new UriBuilder(upstream) { Path = path + "/mcp" }.Uri;
    }

    private static IEnumerable<ScanText> TextsOf(ToolRecord tool)
    {
        yield return new(tool.Name, "name", TextKind.Name, tool.Name);
        if (!string.IsNullOrEmpty(tool.Title))
        {
            yield return new(tool.Name, "title", TextKind.Prose, tool.Title);
        }

        if (tool.Description.Length > 0)
        {
            yield return new(tool.Name, "description", TextKind.Prose, tool.Description);
        }

        foreach (var text in SchemaTexts.Of(tool.Name, "inputSchema", tool.InputSchema)
            .Concat(SchemaTexts.Of(tool.Name, "outputSchema", tool.OutputSchema))
            .Concat(SchemaTexts.Of(tool.Name, "annotations", tool.Annotations))
            .Concat(SchemaTexts.Of(tool.Name, "others", tool.Others)))
        {
            yield return text;
        }
    }

    private static IEnumerable<ScanText> CardTexts(string field, JsonElement card)
    {
        if (card.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in card.EnumerateObject().Where(static member => member.Name != "signatures"))
        {
            foreach (var text in SchemaTexts.Of(null, $"{field}.{member.Name}", member.Value))
            {
                yield return member.Name == "name" ? text with { Kind = TextKind.Name } : text;
            }
        }
    }

    private static IEnumerable<string> TagsOf(ServerRecord server) => server.Tags.Where(static tag => tag != PendingTag);

    /// <summary>How many there are, and then each: what one list ends with does not begin the next.</summary>
    private static IEnumerable<string?> Counted(IEnumerable<string> parts)
    {
        var all = parts.ToArray();
        return all.Prepend(all.Length.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>SHA-256 (hex) over the parts, each after its length: no two lists of parts are the same bytes.</summary>
    private static string FingerprintOf(IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts.Prepend(Reading))
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(length, part is null ? -1 : bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
