using System.Net.Http.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.IntegrationTests.Discovery;
using McpGateway.IntegrationTests.Storage;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>A gateway that dies while it embeds the catalogue has lost no vector that it had stored.</summary>
public sealed class EmbeddingKillTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Kill_InTheMiddleOfEmbedding_GoesOnWhereItWas(string backend)
    {
        await using var service = await EmbeddingService.StartAsync(Cancel);
        await using var gateway = await GatewayProcess.StartAsync(Cancel, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["EMBEDDINGS_PROVIDER"] = "openai",
            ["EMBEDDINGS_MODEL_NAME"] = "counted",
            ["EMBEDDINGS_API_BASE"] = service.Address,
            ["EMBEDDINGS_API_KEY"] = "the key of a service that counts",
            ["STORAGE_BACKEND"] = backend,
            ["DATABASE_URL"] = backend == "sqlite" ? null : await postgres.CreateDatabaseAsync(Cancel),
            ["SECRET_KEY"] = "the key of this test, long enough",
        });
        await gateway.SignInAsync(Cancel);
        service.HoldAfter(1);
        using var registered = await gateway.Client.PostAsync(
            new Uri("/api/agents/register", UriKind.Relative), JsonContent.Create(EmbeddingService.ManySkills("many")), Cancel);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync(Cancel));

        // What was answered is stored, and the next batch is under way and never answered.
        await UntilAsync(async () =>
            service.Answered.Count >= EmbeddingService.FullBatch && await EmbeddedAsync() == service.Answered.Count);
        var stored = service.Answered.Keys.ToHashSet(StringComparer.Ordinal);
        await gateway.KillAsync(Cancel);
        service.Open();
        await gateway.StartAgainAsync(Cancel);
        await gateway.SignInAsync(Cancel);
        await UntilAsync(IsCompleteAsync);

        Assert.All(stored, text => Assert.Equal(1, service.Answered[text]));
        Assert.True(service.Answered.Count > stored.Count + EmbeddingService.FullBatch);

        async Task<bool> IsCompleteAsync() =>
            (await EmbeddingService.StateAsync(gateway.Client, Cancel)) is var state
            && state.GetProperty("phase").GetString() == "complete"
            && state.GetProperty("total").GetInt32() > 0;
        async Task<int> EmbeddedAsync() =>
            (await EmbeddingService.StateAsync(gateway.Client, Cancel)).GetProperty("embedded").GetInt32();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
