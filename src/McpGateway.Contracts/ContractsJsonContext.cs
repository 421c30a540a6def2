using System.Text.Json.Serialization;
using McpGateway.Contracts.Agents;
using McpGateway.Contracts.Audit;
using McpGateway.Contracts.Auth;
using McpGateway.Contracts.Diagnostics;
using McpGateway.Contracts.Search;
using McpGateway.Contracts.Servers;
using McpGateway.Contracts.V0;

namespace McpGateway.Contracts;

/// <summary>JSON contracts of the REST surface: snake_case, nulls written unless a member says otherwise.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(SigningKeyList))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(ServerDetail))]
[JsonSerializable(typeof(ServerDocument))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, ServerDocument>), TypeInfoPropertyName = "ServerDocuments")]
[JsonSerializable(typeof(ServerRegistered))]
[JsonSerializable(typeof(ServerRegisteredDocument))]
[JsonSerializable(typeof(ServerVersionList))]
[JsonSerializable(typeof(DefaultVersionSet))]
[JsonSerializable(typeof(VersionRemoved))]
[JsonSerializable(typeof(ServerToggled))]
[JsonSerializable(typeof(ServerRefreshed))]
[JsonSerializable(typeof(ServerRemoved))]
[JsonSerializable(typeof(InternalRemoved))]
[JsonSerializable(typeof(InternalList))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, HealthEntry>), TypeInfoPropertyName = "HealthEntries")]
[JsonSerializable(typeof(ReasonedError))]
[JsonSerializable(typeof(PlainError))]
[JsonSerializable(typeof(RatingSummary))]
[JsonSerializable(typeof(Rated))]
[JsonSerializable(typeof(ServerTools))]
[JsonSerializable(typeof(ServerHealthHistory))]
[JsonSerializable(typeof(AllTools))]
[JsonSerializable(typeof(ToolsApproved))]
[JsonSerializable(typeof(PinList))]
[JsonSerializable(typeof(PinsDecided))]
[JsonSerializable(typeof(ServiceHealth))]
[JsonSerializable(typeof(ServiceVersion))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(RegistryServerList))]
[JsonSerializable(typeof(RegistryServerEntry))]
[JsonSerializable(typeof(RegistryServer))]
[JsonSerializable(typeof(WellKnownServers))]
[JsonSerializable(typeof(SemanticSearchAnswer))]
[JsonSerializable(typeof(SearchIndexState))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(AgentListItem))]
[JsonSerializable(typeof(AgentRegistered))]
[JsonSerializable(typeof(AgentCardDocument))]
[JsonSerializable(typeof(AgentToggled))]
[JsonSerializable(typeof(AgentHealthCheck))]
[JsonSerializable(typeof(SkillMatches))]
[JsonSerializable(typeof(SemanticAgents))]
[JsonSerializable(typeof(CardChanges))]
[JsonSerializable(typeof(CardApproved))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(DiagnosticReport))]
[JsonSerializable(typeof(SettingsInForce))]
public sealed partial class ContractsJsonContext : JsonSerializerContext;
