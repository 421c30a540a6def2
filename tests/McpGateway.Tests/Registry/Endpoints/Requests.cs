using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Registry.Endpoints;

/// <summary>Requests and answers without a server.</summary>
internal static class Requests
{
    public static HttpRequest Json(string body) => With("application/json", body);

    public static HttpRequest Form(string body) => With("application/x-www-form-urlencoded", body);

    public static async Task<(int Status, JsonElement Body)> AnswerAsync(IResult result)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddProblemDetails();
        await using var provider = services.BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = provider };
        using var body = new MemoryStream();
        context.Response.Body = body;
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, JsonElement.Parse(body.ToArray()));
    }

    private static HttpRequest With(string contentType, string body)
    {
        var context = new DefaultHttpContext();
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Request.Method = "POST";
        context.Request.ContentType = contentType;
        context.Request.ContentLength = bytes.Length;
        context.Request.Body = new MemoryStream(bytes);
        return context.Request;
    }
}
