using McpGateway.Contracts.Audit;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresAuditTrailTests(PostgresServer server) : AuditTrailContract
{
    private readonly List<ServiceProvider> _replicas = [];
    private string _address = "";

    public override async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Append_TwoReplicasAtOnce_ShareOneChain()
    {
        var (one, other) = (Replica(), Replica());
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => AppendAsync(number % 2 == 0 ? one : other, number)));

        var verifier = new AuditVerifier(null) { NeedsSignatures = false };
        var rows = await one.GetRequiredService<IAuditTrail>().ReadAsync("sign_in", 0, 1000, Cancel);
        foreach (var row in rows)
        {
            verifier.AddEvent(row.Stream, row.Number, row.Hash, row.Body);
        }

        Assert.Equal(60, rows.Count);
        Assert.True(verifier.Finish().IsIntact);
    }

    internal override async Task<AuditStoreRig> CreateAsync()
    {
        _address = await server.CreateDatabaseAsync(Cancel);
        var services = Replica();
        return AuditStoreRig.Of(
            services.GetRequiredService<IAuditTrail>(), services.GetRequiredService<IDocumentStorage>(),
            services.GetRequiredService<ISqlDatabase>());
    }

    private static Task AppendAsync(ServiceProvider replica, int number) => replica.GetRequiredService<IAuditTrail>().AppendAsync(
    [
        new()
        {
            LogType = AuditStreams.SignIn,
            Timestamp = DateTimeOffset.UnixEpoch,
            Identity = new() { Username = $"user{number}" },
            Response = new() { Outcome = AuditOutcomes.Failure },
            Action = new() { Operation = "login", ResourceType = "session" },
            Authorization = new() { Decision = AuditDecisions.Deny },
        },
    ], Cancel);

    private ServiceProvider Replica()
    {
        var services = StorageHost.Postgres(_address);
        _replicas.Add(services);
        return services;
    }
}
