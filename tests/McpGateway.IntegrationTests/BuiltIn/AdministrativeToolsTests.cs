using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.IntegrationTests.BuiltIn;

/// <summary>
/// The right to call a tool of the registry's server is not the right to do what the tool does: that is the caller's own, or nobody's.
/// </summary>
public sealed class AdministrativeToolsTests : IAsyncLifetime
{
    private McpgwWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await McpgwWorld.StartAsync();
        await _world.AddEverythingAsync("/everything");
        await _world.PutScopeAsync("agent", new("mcpgw", ["tools/call"], ["*"]), new("everything", ["tools/call"], ["echo"]));
        await _world.PutScopeAsync("team");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("register_service", """{"server_name":"Evil","path":"/evil","proxy_pass_url":"http://evil.test/mcp"}""")]
    [InlineData("register_service", """{"server_name":"everything","path":"/everything","proxy_pass_url":"http://evil.test/mcp"}""")]
    [InlineData("remove_service", """{"service_path":"/everything"}""")]
    [InlineData("toggle_service", """{"service_path":"/everything"}""")]
    [InlineData("refresh_service", """{"service_path":"/everything"}""")]
    [InlineData("add_server_to_scopes_groups", """{"server_name":"/everything","group_names":["agent"]}""")]
    [InlineData("remove_server_from_scopes_groups", """{"server_name":"/everything","group_names":["agent"]}""")]
    [InlineData("create_group", """{"group_name":"registry-admins-too"}""")]
    [InlineData("delete_group", """{"group_name":"team"}""")]
    public async Task Tool_CallerWithoutThePermission_IsRefusedAndNothingChanges(string tool, string arguments)
    {
        var before = await StateAsync();

        var answer = await _world.CallAsync("agent", tool, arguments);

        Assert.True(answer.IsError, answer.ToString());
        Assert.Equal(403, answer.Structured.GetProperty("status").GetInt32());
        Assert.StartsWith("Error 403: ", answer.Text, StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Lists_CallerWithoutPermissions_ShowItsOwnAlone()
    {
        var services = await _world.CallAsync("agent", "list_services", """{"include_tools":true}""");
        var groups = await _world.CallAsync("agent", "list_groups", "{}");
        var health = await _world.CallAsync("agent", "healthcheck", "{}");

        Assert.Equal(0, services.Structured.GetProperty("total_count").GetInt32());
        Assert.Equal(["agent"], groups.Structured.GetProperty("scopes_groups").EnumerateObject().Select(group => group.Name));
        Assert.Equal(
            ["/everything", "/mcpgw/"], health.Structured.EnumerateObject().Select(server => server.Name).Order(StringComparer.Ordinal));
        Assert.Equal(1, health.Structured.GetProperty("/everything").GetProperty("num_tools").GetInt32());
    }

    [Fact]
    public async Task Administrator_ManagesServersAndGroups()
    {
        const string Admin = "registry-admins";
        var address = (await _world.Get<ServerRepository>().FindAsync("/everything", McpgwWorld.Cancellation))!.Value.ProxyPassUrl;

        var registered = await _world.CallAsync(
            Admin,
            "register_service",
            $$"""{"server_name":"Second","path":"/second","proxy_pass_url":"{{address}}","tags":["two"],"headers":"""
                + $$"""[{"X-Api-Key":"hidden-value"}]}""");
        Assert.False(registered.IsError, registered.ToString());
        Assert.Equal("/second", registered.Structured.GetProperty("service").GetProperty("path").GetString());
        Assert.DoesNotContain("hidden-value", registered.ToString(), StringComparison.Ordinal);

        var refreshed = await _world.CallAsync(Admin, "refresh_service", """{"service_path":"/second"}""");
        Assert.Equal("healthy", refreshed.Structured.GetProperty("status").GetString());

        Assert.False((await _world.CallAsync(Admin, "create_group", """{"group_name":"readers","description":"d"}""")).IsError);
        Assert.False((await _world.CallAsync(
            Admin, "add_server_to_scopes_groups", """{"server_name":"/second","group_names":["readers"]}""")).IsError);
        var groups = await _world.CallAsync(Admin, "list_groups", "{}");
        Assert.Equal("""["second"]""", groups.Structured.GetProperty("scopes_groups").GetProperty("readers").GetProperty(
            "servers").GetRawText());
        Assert.False((await _world.CallAsync(
            Admin, "remove_server_from_scopes_groups", """{"server_name":"/second","group_names":["readers"]}""")).IsError);
        Assert.False((await _world.CallAsync(Admin, "delete_group", """{"group_name":"readers"}""")).IsError);

        var toggled = await _world.CallAsync(Admin, "toggle_service", """{"service_path":"/second"}""");
        Assert.False(toggled.Structured.GetProperty("new_enabled_state").GetBoolean());
        Assert.True(toggled.Structured.GetProperty("success").GetBoolean());
        var removed = await _world.CallAsync(Admin, "remove_service", """{"service_path":"/second"}""");
        Assert.False(removed.IsError);
        var services = await _world.CallAsync(Admin, "list_services", """{"include_tools":true}""");
        Assert.Equal(
            ["/currenttime/", "/everything", "/mcpgw/"],
            services.Structured.GetProperty("services")
                .EnumerateArray()
                .Select(server => server.GetProperty("path").GetString()!)
                .Order(StringComparer.Ordinal));
    }

    private async Task<string> StateAsync()
    {
        var servers = await _world.Get<ServerRepository>().ListAsync(McpgwWorld.Cancellation);
        var scopes = await _world.Get<ScopeRepository>().ListAsync(McpgwWorld.Cancellation);
        return string.Join(
            '\n',
            servers.Select(server => $"{server.Key} {server.Version} {server.Value.IsEnabled} {server.Value.ProxyPassUrl}")
                .Concat(scopes.Select(scope => $"{scope.Key} {scope.Version}"))
                .Order(StringComparer.Ordinal));
    }
}
