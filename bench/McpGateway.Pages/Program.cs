using McpGateway.Pages;

return await PageBench.RunAsync(PageOptions.Parse(args));
