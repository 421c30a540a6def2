using System.Diagnostics;
using McpGateway.Foundation.Leadership;
using McpGateway.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Storage.Faults;

/// <summary>A leader that cannot be heard stops, and then another one leads.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("silent")]
    [InlineData("cut")]
    public async Task Leader_OutOfReach_StopsBeforeAnotherLeads_WithinFifteenSeconds(string fault)
    {
        await using var postgres = await PostgresInstance.StartAsync(Cancel);
        await using var relay = new TcpRelay(postgres.Socket);
        await using var left = StorageHost.Postgres(Replica.Through(relay));
        await using var right = StorageHost.Postgres(postgres.ConnectionString);
        await left.OpenStorageAsync(Cancel);
        var held = await Lease(left).TryAcquireAsync("health", Cancel);
        Assert.NotNull(held);
        Assert.True(held.IsHeld);
        var lost = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = held.Lost.Register(() => lost.TrySetResult(Stopwatch.GetTimestamp()));

        var began = Stopwatch.GetTimestamp();
        if (fault == "cut")
        {
            relay.Cut();
        }
        else
        {
            relay.GoSilent();
        }

        ILeadership? next = null;
        await Eventually.UntilAsync(async () => (next = await Lease(right).TryAcquireAsync("health", Cancel)) is not null);
        var taken = Stopwatch.GetTimestamp();

        Assert.True(lost.Task.IsCompleted, "Two lead at the same time.");
        Assert.True(await lost.Task < taken);
        Assert.False(held.IsHeld);
        Assert.True(Stopwatch.GetElapsedTime(began, taken) < Promised, $"Nobody led for {Stopwatch.GetElapsedTime(began, taken)}.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Lost after {Stopwatch.GetElapsedTime(began, await lost.Task)}, taken after {Stopwatch.GetElapsedTime(began, taken)}.");
        relay.Heal();
        await next!.DisposeAsync();
        await held.DisposeAsync();
    }

    [Fact]
    public async Task Leader_Undisturbed_LeadsOnBeyondTheLifeOfOneLease()
    {
        await using var postgres = await PostgresInstance.StartAsync(Cancel);
        await using var left = StorageHost.Postgres(postgres.ConnectionString);
        await using var right = StorageHost.Postgres(postgres.ConnectionString);
        await left.OpenStorageAsync(Cancel);
        await using var held = await Lease(left).TryAcquireAsync("health", Cancel);
        var first = await ExpiryAsync();

        // Renewed twice.
        await Eventually.UntilAsync(async () => await ExpiryAsync() > first);
        var second = await ExpiryAsync();
        await Eventually.UntilAsync(async () => await ExpiryAsync() > second);

        Assert.True(held!.IsHeld);
        Assert.Null(await Lease(right).TryAcquireAsync("health", Cancel));

        Task<DateTime> ExpiryAsync() => postgres.ReadAsync<DateTime>("SELECT expires_at FROM leases WHERE role = 'health'", Cancel);
    }

    private static ILeaderLease Lease(ServiceProvider replica) => replica.GetRequiredService<ILeaderLease>();
}
