using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;

namespace McpGateway.Core.Scanning.Subjects;

/// <summary>Makes what is scanned of what is stored.</summary>
internal static class SubjectReader
{
    /// <summary>Part of the fingerprint: another number has everything scanned again, as after a change of what is read.</summary>
    private const string Reading = "1";

    public static ScanSubject Of(
        ServerRecord server, ServerToolsRecord? tools, bool hasHeaders, IReadOnlyList<ScanNeighbour> neighbours)
    {
        var texts = new List<ScanText>
        {
            new(null, "server_name", TextKind.Name, server.ServerName),
            new(null, "description", TextKind.Prose, server.Description),
        };
        texts.AddRange(server.Tags.Where(static tag => tag != "security-pending")
            .Select((tag, index) => new ScanText(null, $"tags[{index}]", TextKind.Prose, tag)));
        Add(texts, null, "instructions", tools?.Instructions);
        foreach (var tool in tools?.Tools ?? [])
        {
            texts.AddRange(TextsOf(tool));
        }

        var address = EndpointOf(ServerAddresses.Of(server));
        return new()
        {
            Kind = SubjectKind.Server,
            Path = server.Key,
            Name = server.ServerName,
            Address = address,
            HasCredentials = hasHeaders || server.AuthType is not ("none" or ""),
            ImplementationName = tools?.ImplementationName,
            ImplementationVersion = tools?.ImplementationVersion,
            ProtocolVersion = tools?.ProtocolVersion,
            Texts = texts,
            Tools = [.. (tools?.Tools ?? []).Select(tool => new ScanTool(tool.Name, tool.Description, tool.InputSchema, tool.Annotations))],
            Neighbours = neighbours,
            Fingerprint = FingerprintOf(texts, [address?.ToString(), tools?.ImplementationName, tools?.ImplementationVersion]),
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
            Fingerprint = FingerprintOf(texts, [address?.ToString()]),
        };
    }

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
            .Concat(SchemaTexts.Of(tool.Name, "annotations", tool.Annotations)))
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

    private static void Add(List<ScanText> texts, string? item, string field, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            texts.Add(new(item, field, TextKind.Prose, text));
        }
    }

    private static string FingerprintOf(IReadOnlyList<ScanText> texts, ReadOnlySpan<string?> others)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Reading));
        foreach (var other in others)
        {
            Append(hash, other);
        }

        // Members of schemas come in any order and have not changed by that.
        foreach (var text in texts.OrderBy(static text => text.Item, StringComparer.Ordinal)
            .ThenBy(static text => text.Field, StringComparer.Ordinal).ThenBy(static text => text.Kind))
        {
            Append(hash, text.Item);
            Append(hash, text.Field);
            Append(hash, text.Text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
        hash.AppendData([0]);
    }
}
