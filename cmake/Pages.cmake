# The pages that travel inside the programs: npm and Vite make one pack of each entry of web/.
#   watercooler_pages(sauron sauron)   builds that entry into that program
# Only the program itself waits for its pack, none of the libraries does: npm runs beside the compiler.
# script/demo sets WATERCOOLER_SETUP: npm itself is then installed there, too.
find_program(WATERCOOLER_NPM npm)
if(NOT WATERCOOLER_NPM AND NOT DEFINED ENV{WATERCOOLER_SETUP})
    message(FATAL_ERROR "npm is missing: the pages of the programs are built with it.\n"
        "Install Node with npm (Debian: nodejs npm; any Node from 18 on, it brings the one it wants), or: script/setup pages")
endif()

set(web ${PROJECT_SOURCE_DIR}/web)
set(web_needs build)
if(BUILD_TESTING AND NOT WATERCOOLER_SANITIZE)
    set(web_needs all)
endif()
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/web/installed
    COMMAND ${web}/build/install.sh ${web_needs}
    COMMAND ${CMAKE_COMMAND} -E touch ${PROJECT_BINARY_DIR}/web/installed
    DEPENDS ${web}/package.json ${web}/package-lock.json ${web}/.npmrc ${web}/build/install.sh
    COMMENT "Installing what the pages are built with" VERBATIM)

file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS ${web}/src/* ${web}/public/*)
list(FILTER web_sources EXCLUDE REGEX "\\.gen\\.ts$|_test\\.tsx?$")
foreach(entry member sauron)
    set(pack ${PROJECT_BINARY_DIR}/web/${entry}.pack)
    add_custom_command(OUTPUT ${pack}
        COMMAND ${web}/build/node.sh node_modules/vite/bin/vite.js build --mode ${entry} --logLevel warn
            --outDir ${PROJECT_BINARY_DIR}/web/${entry}
        DEPENDS ${PROJECT_BINARY_DIR}/web/installed ${web_sources} ${web}/vite.config.ts ${web}/build/pack.ts
            ${web}/build/node.sh ${web}/tsconfig.json
        COMMENT "Building the pages of ${entry}" VERBATIM)
    add_custom_target(pages_${entry} DEPENDS ${pack})
endforeach()
add_dependencies(pages_sauron pages_member)  # one npm after the other

function(watercooler_pages program entry)
    set(pack ${PROJECT_BINARY_DIR}/web/${entry}.pack)
    set(source ${PROJECT_SOURCE_DIR}/program/pages.S)
    target_sources(${program} PRIVATE ${source})
    set_source_files_properties(${source} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-xassembler-with-cpp"
        COMPILE_DEFINITIONS "PAGES_PACK=\"${pack}\"" OBJECT_DEPENDS ${pack})
    add_dependencies(${program} pages_${entry})
endfunction()
