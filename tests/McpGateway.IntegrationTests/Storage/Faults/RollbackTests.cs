using System.Net;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>
/// The store goes back under three replicas that have seen what it lost: a standby that is promoted, a backup that is restored.
/// </summary>
public sealed class RollbackTests
{
    /// <summary>Long enough for a loaded machine; the product's own limit is a second.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20, 0)]
    [InlineData(1, 0)]

    // The new history is as long as the lost one, or longer, when a replica looks again: the numbers tell nothing.
    [InlineData(5, 5)]
    [InlineData(5, 20)]
    public async Task DataDirectory_RolledBack_ARightThatIsRemovedAfterwards_IsDeniedOnAll(int lost, int more)
    {
        await using var postgres = await PostgresInstance.StartAsync(Cancel);
        await using var one = await Replica.StartAsync(postgres.ConnectionString);
        await using var two = await Replica.StartAsync(postgres.ConnectionString);
        await using var three = await Replica.StartAsync(postgres.ConnectionString);
        await Replica.GrantAsync(one, "callers", mayCall: true);
        await one.CreateUserAsync("someone", "callers");
        using var bearer = await one.BearerAsync("someone");
        using var administrator = await one.BearerAsync(ComposedGateway.Administrator);
        HttpClient[] callers = [On(one, bearer), On(two, bearer), On(three, bearer)];
        await Eventually.UntilAsync(async () => (await CallAllAsync(callers)).All(status => status == HttpStatusCode.OK));

        await postgres.SaveAsync(Cancel);
        for (var index = 0; index < lost; index++)
        {
            await Replica.WriteUntilItWorksAsync(administrator, $"lost-{index}");
        }

        await Eventually.UntilAsync(() => AllHave($"lost-{lost - 1}", one, two, three));
        await postgres.RollBackAsync(Cancel);
        for (var index = 0; index < more; index++)
        {
            await Replica.WriteUntilItWorksAsync(administrator, $"new-{index}");
        }

        await Replica.WriteUntilItWorksAsync(administrator, "callers");
        var took = await Eventually.UntilAsync(async () => (await CallAllAsync(callers)).All(status => status == HttpStatusCode.Forbidden));

        TestContext.Current.TestOutputHelper?.WriteLine($"Denied on all after {took.TotalMilliseconds:0} ms.");
        Assert.True(took < Limit, $"Denied after {took}.");

        // Nothing is left of what was lost.
        await Eventually.UntilAsync(() => NoneHas("lost-0", one, two, three));
        Array.ForEach(callers, static caller => caller.Dispose());
    }

    private static HttpClient On(ComposedGateway gateway, HttpClient bearer) =>
        gateway.Anonymous(("Authorization", bearer.DefaultRequestHeaders.Authorization!.ToString()));

    /// <returns>Null for an answer that was cut: the right went while it was under way.</returns>
    private static Task<HttpStatusCode?[]> CallAllAsync(HttpClient[] callers) => Task.WhenAll(callers.Select(async caller =>
    {
        try
        {
            return (HttpStatusCode?)await Replica.CallAsync(caller);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }));

    private static bool AllHave(string group, params ComposedGateway[] gateways) => gateways.All(gateway => Has(gateway, group));

    private static bool NoneHas(string group, params ComposedGateway[] gateways) => !gateways.Any(gateway => Has(gateway, group));

    private static bool Has(ComposedGateway gateway, string group) => gateway.Knows(group);
}
