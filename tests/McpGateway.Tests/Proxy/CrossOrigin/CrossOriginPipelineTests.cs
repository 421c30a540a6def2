using McpGateway.Proxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Proxy.CrossOrigin;

public sealed class CrossOriginPipelineTests
{
    [Theory]
    [InlineData("POST", "/currenttime/mcp")]
    [InlineData("GET", "/currenttime/mcp")]
    [InlineData("OPTIONS", "/currenttime/mcp")]
    [InlineData("GET", "/api/servers")]
    public void Invoke_RequestWithoutOrigin_CostsNothing(string method, string path)
    {
        using var services = CrossOriginServices.Build("");
        var app = new ApplicationBuilder(services);
        app.UseCrossOriginCalls();
        app.Run(static _ => Task.CompletedTask);
        var pipeline = app.Build();
        Assert.True(pipeline(NewContext()).IsCompletedSuccessfully);
        var context = NewContext();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var passed = pipeline(context);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Same(Task.CompletedTask, passed);
        Assert.Equal(0, allocated);

        // New for each request: services that are asked for are kept with it. The context itself makes its headers when they are read.
        HttpContext NewContext()
        {
            var context = new DefaultHttpContext { Request = { Method = method, Path = path } };
            context.ServiceScopeFactory = services.GetRequiredService<IServiceScopeFactory>();
            Assert.Equal(0, context.Request.Headers.Origin.Count);
            return context;
        }
    }
}
