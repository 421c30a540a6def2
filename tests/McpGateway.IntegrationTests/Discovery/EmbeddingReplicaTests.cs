using System.Net.Http.Json;
using McpGateway.IntegrationTests.Composition;
using McpGateway.IntegrationTests.Storage;
using McpGateway.IntegrationTests.Storage.Faults;

namespace McpGateway.IntegrationTests.Discovery;

/// <summary>A text costs its time, or its price, once, however many gateways share a store.</summary>
public sealed class EmbeddingReplicaTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embed_TwoReplicasOnOneDatabase_EachTextOnce()
    {
        await using var service = await EmbeddingService.StartAsync(Cancel);
        var database = await postgres.CreateDatabaseAsync(Cancel);
        (string, string)[] settings =
        [
            ("EMBEDDINGS_PROVIDER", "openai"), ("EMBEDDINGS_MODEL_NAME", "counted"), ("EMBEDDINGS_API_BASE", service.Address),
            ("EMBEDDINGS_API_KEY", "k"),
        ];
        await using var left = await Replica.StartAsync(database, settings);
        await using var right = await Replica.StartAsync(database, settings);
        using var leftAdmin = await left.SignedInAsync(ComposedGateway.Administrator);
        using var rightAdmin = await right.SignedInAsync(ComposedGateway.Administrator);

        using var registered = await leftAdmin.PostAsync(
            new Uri("/api/agents/register", UriKind.Relative), JsonContent.Create(EmbeddingService.ManySkills("many")), Cancel);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Cancel));
        using var another = await rightAdmin.PostAsync(
            new Uri("/api/agents/register", UriKind.Relative), JsonContent.Create(EmbeddingService.ManySkills("more")), Cancel);
        Assert.True(another.IsSuccessStatusCode, await another.Content.ReadAsStringAsync(Cancel));

        foreach (var admin in new[] { leftAdmin, rightAdmin })
        {
            await Eventually.UntilAsync(async () => await EmbeddingService.StateAsync(admin, Cancel) is { } state
                && state.GetProperty("phase").GetString() == "complete"
                && state.GetProperty("total").GetInt32() > 2 * EmbeddingService.Skills);
        }

        Assert.True(service.Answered.Count > 2 * EmbeddingService.Skills);
        Assert.All(service.Answered, static text => Assert.Equal(1, text.Value));
    }
}
