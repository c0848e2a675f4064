// Fails where the description is no valid OpenAPI 3.0.
const SwaggerParser = require('@apidevtools/swagger-parser');

SwaggerParser.validate(process.argv[2]).then(
    (description) => console.log(description.info.title),
    (error) => {
        console.error(error.message);
        process.exitCode = 1;
    },
);
