using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using McpGateway.Contracts;
using McpGateway.Contracts.Audit;

namespace McpGateway.Tests.Contracts;

/// <summary>What holds for every wire record.</summary>
public sealed partial class ContractsShapeTests
{
    /// <summary>
    /// Names that the contract has in another form than snake_case: fields of the MCP registry API, and of a tool in a search.
    /// </summary>
    private static readonly HashSet<string> OtherForms = new(StringComparer.Ordinal)
    {
        "RegistryListMetadata.nextCursor", "RegistryServer.websiteUrl", "RegistryServer._meta", "RegistryServerEntry._meta",
        "RegistryServer.$schema", "RegistryEntryMeta.io.modelcontextprotocol.registry/official", "RegistryOfficialMeta.publishedAt",
        "RegistryOfficialMeta.updatedAt", "RegistryOfficialMeta.isLatest", "RegistryOfficialMeta.statusChangedAt",
        "RegistryServerMeta.io.mcpgateway/internal", "RegistryEntryMeta.io.mcpgateway/registry",
        "ServerDocument._meta", "ToolSearchHit.inputSchema", "SecuritySchemeDocument.in_",
    };

    /// <summary>What reads, judges and writes an audit: no wire records.</summary>
    private static readonly HashSet<Type> Machinery =
        [
            typeof(AuditChain), typeof(AuditExportSum), typeof(AuditLine), typeof(AuditLink), typeof(AuditStatement),
            typeof(AuditStatementHead), typeof(AuditVerifier), typeof(CsvCell),
        ];

    public static TheoryData<Type> Records => [.. Types()];

    [Theory]
    [MemberData(nameof(Records))]
    public void Members_OfARecord_AreSnakeCaseUnlessListed(Type type)
    {
        var other = Contract(type).Properties.Select(static property => property.Name).Where(static name => !SnakeCase().IsMatch(name));

        Assert.Equal(
            OtherForms.Where(name => name.StartsWith(type.Name + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            other.Select(name => $"{type.Name}.{name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OtherForms_AreAllInUse()
    {
        var names = Types()
            .SelectMany(static type => Contract(type).Properties.Select(property => $"{type.Name}.{property.Name}"))
            .ToHashSet(StringComparer.Ordinal);

        Assert.Subset(names, OtherForms);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void RequiredMembers_WhenOneIsMissing_TheRecordIsRefused(Type type)
    {
        var contract = Contract(type);
        foreach (var required in contract.Properties.Where(static property => property.IsRequired))
        {
            var others = contract.Properties.Where(property => property.IsRequired && property != required);
            var json = new JsonObject(others.Select(property => KeyValuePair.Create(property.Name, Sample(property.PropertyType))));

            var refusal = Assert.Throws<JsonException>(() => json.Deserialize(contract));
            Assert.Contains($"'{required.Name}'", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Names_AreReadAsWritten_InNoOtherCase(Type type)
    {
        var options = ContractsJsonContext.Default.Options;

        Assert.False(options.PropertyNameCaseInsensitive);
        Assert.Equal(JsonUnmappedMemberHandling.Skip, Contract(type).UnmappedMemberHandling ?? options.UnmappedMemberHandling);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Records_AreSealedAndNeverChange(Type type)
    {
        Assert.True(type.IsSealed);
        Assert.All(type.GetProperties(), static property => Assert.True(
            property.SetMethod is null
                || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(
                typeof(System.Runtime.CompilerServices.IsExternalInit)),
            property.Name));
    }

    private static IEnumerable<Type> Types() => typeof(WireError).Assembly.GetExportedTypes()
        .Where(static type => !type.IsAssignableTo(typeof(JsonSerializerContext)) && !Machinery.Contains(type)

            // The client of the API is no record either.
            && type.Namespace != typeof(McpGateway.Contracts.Client.ApiRoutes).Namespace);

    private static JsonTypeInfo Contract(Type type)
    {
        var contract = ContractsJsonContext.Default.GetTypeInfo(type);
        Assert.NotNull(contract);
        return contract;
    }

    private static JsonNode? Sample(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) || type == typeof(long) || type == typeof(double) => 1,
        _ when type == typeof(DateTimeOffset) => "2026-01-02T03:04:05+00:00",
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => new JsonObject(),
        _ when type.IsAssignableTo(typeof(System.Collections.IEnumerable)) => new JsonArray(),
        _ when type == typeof(JsonElement) => new JsonObject(),
        _ => null,
    };

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
