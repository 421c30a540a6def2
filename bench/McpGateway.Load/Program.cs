using McpGateway.Load;

return args switch
{
    ["upstream"] => await Upstream.RunAsync(),
    _ => await Comparison.RunAsync(LoadOptions.Parse(args)),
};
