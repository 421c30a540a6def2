using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Composition;
using McpGateway.Storage;
using McpGateway.Storage.Sql;
using McpGateway.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Storage;

/// <summary>The product over HTTP while its database is full, read-only or locked.</summary>
public sealed class StorageFaultTests
{
    public enum Fault
    {
        Full,
        ReadOnly,
        Slow,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.Full, HttpStatusCode.InsufficientStorage, "is full")]
    [InlineData(Fault.ReadOnly, HttpStatusCode.ServiceUnavailable, "read-only")]
    [InlineData(Fault.Slow, HttpStatusCode.ServiceUnavailable, "too slow")]
    public async Task Write_CannotBeStored_SaysWhy_AndLeavesNothingHalfWritten(Fault fault, HttpStatusCode status, string reason)
    {
        await using var gateway = await StartAsync();
        using var admin = await gateway.SignedInAsync(ComposedGateway.Administrator);
        await using (await BeginAsync(gateway, fault))
        {
            using var answer = await RegisterAsync(admin, "/half");

            Assert.Equal(status, answer.StatusCode);
            var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString();
            Assert.StartsWith("Nothing was stored", detail, StringComparison.Ordinal);
            Assert.Contains(reason, detail, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "/api/server_details/half"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/health/ready"));
        }

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(admin, "/api/server_details/half"));
        using var again = await RegisterAsync(admin, "/half");
        Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(admin, "/api/server_details/half"));
    }

    [Theory]
    [InlineData("token", Fault.ReadOnly)]
    [InlineData("token", Fault.Slow)]
    [InlineData("session", Fault.ReadOnly)]
    [InlineData("session", Fault.Slow)]
    [InlineData("disabled", Fault.ReadOnly)]
    [InlineData("disabled", Fault.Slow)]
    [InlineData("deleted", Fault.ReadOnly)]
    [InlineData("group", Fault.ReadOnly)]
    [InlineData("machine", Fault.ReadOnly)]
    public async Task Revocation_CannotBeStored_IsInForce_SaysSo_AndIsStoredLater(string what, Fault fault)
    {
        await using var gateway = await StartAsync();
        await gateway.CreateUserAsync("bob", "registry-users-lob1");
        using var admin = await gateway.SignedInAsync(ComposedGateway.Administrator);
        using var victim = what switch
        {
            "session" => await gateway.SignedInAsync("bob"),
            "machine" => await gateway.MachineAsync("robot", await gateway.CreateServiceAccountAsync("robot", "registry-users-lob1")),
            _ => await gateway.BearerAsync("bob"),
        };
        var id = what == "token" ? await TokenIdAsync(victim) : "";
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(victim, "/api/auth/me"));
        await using (await BeginAsync(gateway, fault))
        {
            using var answer = await EndAsync(what, admin, victim, id);

            var told = what == "session"
                ? Uri.UnescapeDataString(answer.Headers.Location!.ToString()).Replace('+', ' ')
                : (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString()!;
            Assert.Equal(what == "session" ? HttpStatusCode.SeeOther : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("It is in force in this process and will be stored", told, StringComparison.Ordinal);
            await AssertEndedAsync(what, victim);
            using var ready = await admin.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancel);
            Assert.Equal(
                (HttpStatusCode.OK, "degraded"),
                (ready.StatusCode, (await ready.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("status").GetString()));
        }

        await gateway.Services.GetRequiredService<DocumentStore>().StoreUnstoredAsync(Cancel);
        await AssertEndedAsync(what, victim);
        Assert.Equal(0, gateway.Services.GetRequiredService<DocumentStore>().UnstoredCount);
        Assert.Contains(gateway.Logs.Lines, static line => line.Contains("cannot be stored yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revocation_CannotBeStored_IsStoredByItselfWhenWritingWorksAgain()
    {
        await using var gateway = await StartAsync();
        using var admin = await gateway.SignedInAsync(ComposedGateway.Administrator);
        var id = await gateway.VendTokenIdAsync();
        await using (await BeginAsync(gateway, Fault.ReadOnly))
        {
            using var answer = await admin.DeleteAsync(new Uri("/api/tokens/" + id, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        await Eventually.UntilAsync(
            () => Task.FromResult(gateway.Services.GetRequiredService<DocumentStore>().UnstoredCount == 0));
    }

    private static Task<ComposedGateway> StartAsync() => ComposedGateway.StartAsync(("Storage:BusyTimeout", "00:00:01"));

    private static async Task<SqliteFault> BeginAsync(ComposedGateway gateway, Fault fault)
    {
        var database = gateway.Services.GetRequiredService<ISqlDatabase>();
        return fault switch
        {
            Fault.Full => await SqliteFault.FullAsync(database),
            Fault.ReadOnly => await SqliteFault.ReadOnlyAsync(database),
            _ => await SqliteFault.LockedAsync(gateway.Services.GetRequiredService<IOptions<StorageOptions>>().Value.DataDirectory),
        };
    }

    /// <summary>With a description that no page has room for.</summary>
    private static async Task<HttpResponseMessage> RegisterAsync(HttpClient admin, string path)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("name", path.Trim('/')), new("description", new string('x', 9_900)), new("path", path),
            new("proxy_pass_url", "http://127.0.0.1:9/mcp"),
        ]);
        return await admin.PostAsync(new Uri("/api/servers/register", UriKind.Relative), form, Cancel);
    }

    private static async Task<string> TokenIdAsync(HttpClient victim)
    {
        var mine = await victim.GetFromJsonAsync<JsonElement>(new Uri("/api/tokens/mine", UriKind.Relative), Cancel);
        return mine.GetProperty("tokens")[0].GetProperty("jti").GetString()!;
    }

    private static async Task<HttpResponseMessage> EndAsync(string what, HttpClient admin, HttpClient victim, string id)
    {
        static Uri At(string path) => new(path, UriKind.Relative);
        return what switch
        {
            "token" => await admin.DeleteAsync(At("/api/tokens/" + id), Cancel),
            "session" => await victim.PostAsync(At("/api/auth/logout"), null, Cancel),
            "disabled" => await admin.PatchAsJsonAsync(At("/api/management/iam/users/bob"), new { enabled = false }, Cancel),
            "group" => await admin.PatchAsJsonAsync(At("/api/management/iam/users/bob"), new { groups = Array.Empty<string>() }, Cancel),
            "deleted" => await admin.DeleteAsync(At("/api/management/iam/users/bob"), Cancel),
            _ => await admin.DeleteAsync(At("/api/management/iam/users/robot"), Cancel),
        };
    }

    private static async Task AssertEndedAsync(string what, HttpClient victim)
    {
        using var answer = await victim.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancel);
        if (what == "group")
        {
            var me = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Empty(me.GetProperty("groups").EnumerateArray());
        }
        else
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
