using System.Net.Http.Json;

namespace McpGateway.Load;

/// <summary>What the scenario of an attack needs beside: further processes, servers and callers.</summary>
internal sealed partial class Contestants
{
    private readonly List<(string Name, int Id)> _own = [];

    /// <summary>All that use processors, by what they do.</summary>
    public IReadOnlyList<(string Name, int Id)> Processes =>
        [("gateway", GatewayProcessId), .. _own, ("upstream", _processes[0].Id), ("callers", Environment.ProcessId)];

    /// <summary>This program once more, in another role.</summary>
    /// <returns>The address that it names.</returns>
    public async Task<string> StartOwnAsync(string role, params string[] arguments)
    {
        var address = await StartAndWaitAsync("dotnet", [typeof(Contestants).Assembly.Location, role, .. arguments], []);
        _own.Add((role, _processes[^1].Id));
        return address;
    }

    /// <summary>Descriptors that the gateway has open.</summary>
    public int GatewayDescriptors() => Directory.GetFileSystemEntries($"/proc/{GatewayProcessId}/fd").Length;

    public async Task AddServerAsync(string name, string url)
    {
        using var client = await SignedInAsync(Gateway, "admin", Password);
        await RegisterAsync(client, name, url);
    }

    private static readonly string[] Administrators = ["registry-admins"];

    /// <returns>A token of a new user who may use all servers.</returns>
    public Task<string> AddCallerAsync(string name) => AddCallerAsync(name, Administrators);

    /// <returns>A token of a new user with these groups.</returns>
    public async Task<string> AddCallerAsync(string name, IReadOnlyList<string> groups)
    {
        const string TheirPassword = "another password for the benchmark";
        using (var administrator = await SignedInAsync(Gateway, "admin", Password))
        {
            using var account = JsonContent.Create(new
            {
                username = name,
                email = name + "@example.com",
                firstname = "A",
                lastname = "Caller",
                groups,
                password = TheirPassword,
            });
            await PostAsync(administrator, "/api/management/iam/users/human", account);
        }

        using var client = await SignedInAsync(Gateway, name, TheirPassword);
        return await VendAsync(client, []);
    }
}
