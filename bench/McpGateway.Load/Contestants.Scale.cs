using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace McpGateway.Load;

/// <summary>What the parts about scale need beside: many servers, callers with many groups, and a restart.</summary>
internal sealed partial class Contestants
{
    private static readonly string[] AllTools = ["*"];
    private static readonly string[] CallMethods = ["initialize", "tools/call"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public string GatewayOrigin => new Uri(Gateway).GetLeftPart(UriPartial.Authority);

    public int LastProcessId => _processes[^1].Id;

    /// <summary>Resident memory of a process in MiB.</summary>
    public static double MemoryOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1024.0 / 1024.0;
    }

    /// <returns>A token of a new user in this many groups, each of which may call the server under load.</returns>
    public async Task<string> AddCallerInGroupsAsync(string count)
    {
        string[] names =
        [
            .. Enumerable.Range(1, int.Parse(count, CultureInfo.InvariantCulture) - 1).Select(number => $"group-{count}-{number}"),
        ];
        using (var client = await SignedInAsync(Gateway, "admin", Password))
        {
            foreach (var name in names)
            {
                using var scope = JsonContent.Create(new
                {
                    scope_name = name,
                    description = "May call the server under load",
                    server_access = new[] { new { server = "bench", methods = CallMethods, tools = AllTools } },
                    group_mappings = new[] { name },
                    ui_permissions = new { },
                    create_in_idp = true,
                });
                await PostAsync(client, "/api/servers/groups/import", scope);
            }
        }

        // The last lets its members ask for a token.
        return await AddCallerAsync("member-of-" + count, [.. names, "registry-users-lob1"]);
    }

    public async Task AddServersAsync(int count, int atOnce)
    {
        using var client = await SignedInAsync(Gateway, "admin", Password);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, _) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"server-{number}");
            using var form = new FormUrlEncodedContent(
            [
                new("name", name), new("description", $"Does what {name} does"), new("path", "/" + name),
                new("proxy_pass_url", $"{Direct}/list/10/mcp"),
            ]);
            await PostAsync(client, "/api/servers/register", form);
            using var toggle = new FormUrlEncodedContent([new("path", "/" + name), new("new_state", "true")]);
            await PostAsync(client, "/api/servers/toggle", toggle);
        });
    }

    /// <summary>Until checks have found this many tools.</summary>
    public async Task AllToolsKnownAsync(int count)
    {
        using var client = await SignedInAsync(Gateway, "admin", Password);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(TimeSpan.FromSeconds(2)))
        {
            var list = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/servers", UriKind.Relative));
            if (list.GetProperty("servers").EnumerateArray().Sum(static server => server.GetProperty("num_tools").GetInt32()) >= count)
            {
                return;
            }
        }

        throw new TimeoutException($"The gateway did not find {count} tools.");
    }

    /// <summary>Until no more connections come or go.</summary>
    public async Task SettleAsync()
    {
        var before = -1;
        for (var attempt = 0; attempt < 30 && GatewayDescriptors() != before; attempt++)
        {
            before = GatewayDescriptors();
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Ends the gateway as an operator does and starts it on its data, until a call to a server is answered.</summary>
    public async Task RestartGatewayAsync()
    {
        using (var process = Process.GetProcessById(GatewayProcessId))
        {
            using var kill = Process.Start("kill", ["-TERM", GatewayProcessId.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        var path = new Uri(Gateway).AbsolutePath;
        Gateway = await LaunchGatewayAsync() + path;
        using var client = new HttpClient();
        await Scale.TimedCalls.CallAsync(client, Scale.TimedCalls.Call, Gateway, Token);
    }
}
